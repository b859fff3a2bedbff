{{ config(materialized='table', format='parquet', partitioned_by=['o_orderstatus']) }}
select o_orderkey, o_totalprice, o_orderdate, o_orderstatus from tpch.orders where o_orderkey < 1000
