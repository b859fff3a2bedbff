{{ config(materialized='incremental', incremental_strategy='insert_overwrite', partitioned_by=['r_name'], format='parquet') }}
select r_regionkey, r_name from tpch.region
