{{ config(materialized='incremental', incremental_strategy='append', format='orc') }}
select r_regionkey, r_name from tpch.region
