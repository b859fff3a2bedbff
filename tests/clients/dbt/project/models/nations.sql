select n_nationkey, n_name, n_regionkey from tpch.nation
