{{ config(materialized='table', table_type='iceberg', format='parquet', partitioned_by=['month(o_orderdate)']) }}
select o_orderkey, o_totalprice, cast(o_orderdate as timestamp(6)) as o_orderdate, o_orderstatus from {{ ref('orders_hive') }}
