{% snapshot people_history %}
{{ config(unique_key='id', strategy='check', check_cols=['name'], table_type='iceberg') }}
select * from {{ ref('people') }}
{% endsnapshot %}
