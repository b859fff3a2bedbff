{{ config(materialized='incremental', incremental_strategy='merge', unique_key='n_nationkey', table_type='iceberg', format='parquet') }}
select n_nationkey, n_name, {% if is_incremental() %}'second'{% else %}'first'{% endif %} as run from tpch.nation
{% if is_incremental() %}where n_regionkey = 0{% endif %}
