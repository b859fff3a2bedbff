//! Reflection of catalogs, schemas, tables, views and columns, and of missing ones.

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::Fault;
use awsathena::reflection::{Table, TableKind};
use awsathena::{AthenaType, Connection, ErrorKind, Inspector, Retry};

use super::stage::{Lab, Stage, expect_error, expect_in};

super::scenarios! {
    "reflection":
    catalogs_and_schemas [Tpch],
    tables_of_a_schema [Tpch],
    tables_and_views_are_separate [Ddl],
    columns_in_order_with_types [Tpch],
    types_of_every_kind [Ddl],
    partition_keys_come_last [Data],
    comments_of_tables_and_columns [Sandbox],
    options_of_a_table [Sandbox],
    whole_schema_at_once [Tpch],
    has_table_finds_tables [Tpch],
    has_table_finds_views [Ddl],
    has_schema_finds_schemas [Tpch],
    names_match_in_any_case [Tpch],
    long_names [Ddl],
    missing_table [Tpch],
    missing_schema [Tpch],
    missing_catalog,
    no_schema_chosen,
    inspector_makes_no_call_before_it_must [Sandbox],
    one_call_for_a_table [Sandbox],
    listing_of_two_pages [Sandbox],
    permission_denied_is_not_absence [Sandbox],
    throttled_call_is_repeated [Sandbox],
    throttled_without_end [Sandbox],
}

pub(super) const TPCH: [&str; 8] =
    ["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"];

pub(super) async fn tpch(stage: &Stage) -> Result<Inspector> {
    Ok(stage.connect(&[]).await?.inspector().with_schema("tpch"))
}

pub(super) async fn run(connection: &Connection, sql: &str) -> Result<()> {
    connection.cursor().execute(sql).await.with_context(|| format!("running {sql}"))
}

/// A new schema for one trial, in which it can create views.
pub(super) struct Schema {
    pub(super) connection: Connection,
    pub(super) name: String,
}

impl Schema {
    pub(super) async fn new(stage: &Stage, what: &str) -> Result<Self> {
        let connection = stage.connect(&[]).await?;
        let name = format!("reflection_{}_{what}", stage.driver.name());
        run(&connection, &format!("DROP DATABASE IF EXISTS {name} CASCADE")).await?;
        run(&connection, &format!("CREATE DATABASE {name}")).await?;
        Ok(Self { connection, name })
    }

    pub(super) async fn view(&self, name: &str, sql: &str) -> Result<()> {
        run(&self.connection, &format!("CREATE VIEW {}.{name} AS {sql}", self.name)).await
    }

    pub(super) fn inspector(&self) -> Inspector {
        self.connection.inspector().with_schema(&self.name)
    }

    pub(super) async fn drop(self) -> Result<()> {
        run(&self.connection, &format!("DROP DATABASE {} CASCADE", self.name)).await
    }
}

async fn catalogs_and_schemas(stage: Stage) -> Result<()> {
    let inspector = stage.connect(&[]).await?.inspector();
    ensure!(inspector.catalog() == Some("awsdatacatalog"), "the catalog is {:?}", inspector.catalog());
    let catalogs = inspector.catalogs().await?;
    ensure!(catalogs.iter().any(|name| name.eq_ignore_ascii_case("awsdatacatalog")), "{catalogs:?}");
    let schemas = inspector.schemas().await?;
    for name in ["default", "tpch"] {
        ensure!(schemas.iter().any(|schema| schema == name), "`{name}` is not among {schemas:?}");
    }
    let same = inspector.with_catalog("AwsDataCatalog").schemas().await?;
    ensure!(same.iter().any(|schema| schema == "tpch"), "{same:?}");
    Ok(())
}

async fn tables_of_a_schema(stage: Stage) -> Result<()> {
    let tables = tpch(&stage).await?.tables().await?;
    ensure!(tables == TPCH, "{tables:?}");
    let own = stage.connect(&[("schema_name", "tpch")]).await?.inspector();
    ensure!(own.schema() == Some("tpch") && own.tables().await? == TPCH, "the schema is not the connection's");
    Ok(())
}

async fn tables_and_views_are_separate(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "views").await?;
    schema.view("second", "SELECT 2 AS n").await?;
    schema.view("first", "SELECT 1 AS n").await?;
    let mut views = schema.inspector().views().await?;
    views.sort();
    ensure!(views == ["first", "second"], "{views:?}");
    let tables = schema.inspector().tables().await?;
    ensure!(tables.is_empty(), "{tables:?}");
    let view = schema.inspector().table("first").await?;
    ensure!(view.kind == TableKind::View && view.columns.len() == 1, "{view:?}");
    ensure!(view.columns[0].athena_type == AthenaType::Integer && view.options.location.is_none(), "{view:?}");
    schema.drop().await
}

async fn columns_in_order_with_types(stage: Stage) -> Result<()> {
    let columns = tpch(&stage).await?.columns("orders").await?;
    let money = AthenaType::Decimal { precision: 15, scale: 2 };
    let text = AthenaType::Varchar(None);
    let expected = [
        ("o_orderkey", "bigint", &AthenaType::BigInt),
        ("o_custkey", "bigint", &AthenaType::BigInt),
        ("o_orderstatus", "string", &text),
        ("o_totalprice", "decimal(15,2)", &money),
        ("o_orderdate", "date", &AthenaType::Date),
        ("o_orderpriority", "string", &text),
        ("o_clerk", "string", &text),
        ("o_shippriority", "int", &AthenaType::Integer),
        ("o_comment", "string", &text),
    ];
    let found = columns.iter().map(|column| (column.name.as_str(), column.type_text.as_str(), &column.athena_type));
    ensure!(found.eq(expected), "{columns:#?}");
    ensure!(columns.iter().all(|column| !column.is_partition), "{columns:#?}");
    Ok(())
}

async fn types_of_every_kind(stage: Stage) -> Result<()> {
    const TYPES: [(&str, &str); 18] = [
        ("true", "boolean"),
        ("CAST(1 AS tinyint)", "tinyint"),
        ("CAST(1 AS smallint)", "smallint"),
        ("CAST(1 AS integer)", "int"),
        ("CAST(1 AS bigint)", "bigint"),
        ("CAST(1 AS real)", "float"),
        ("CAST(1 AS double)", "double"),
        ("CAST(1 AS decimal(38,9))", "decimal(38,9)"),
        ("CAST('x' AS char(3))", "char(3)"),
        ("CAST('x' AS varchar(7))", "varchar(7)"),
        ("CAST('x' AS varchar)", "string"),
        ("X'00'", "binary"),
        ("DATE '2024-01-01'", "date"),
        ("TIMESTAMP '2024-01-01 00:00:00.000'", "timestamp"),
        ("ARRAY[1]", "array<int>"),
        ("MAP(ARRAY[CAST('k' AS varchar)], ARRAY[CAST(1 AS bigint)])", "map<string,bigint>"),
        ("CAST(ROW(1, 'x') AS ROW(id bigint, name varchar))", "struct<id:bigint,name:string>"),
        (
            "ARRAY[CAST(ROW(1, ARRAY['x']) AS ROW(id bigint, tags array(varchar)))]",
            "array<struct<id:bigint,tags:array<string>>>",
        ),
    ];
    let columns: Vec<String> =
        TYPES.iter().enumerate().map(|(position, (value, _))| format!("{value} AS c{position:02}")).collect();
    let schema = Schema::new(&stage, "types").await?;
    schema.view("every_kind", &format!("SELECT {}", columns.join(", "))).await?;
    let columns = schema.inspector().columns("every_kind").await?;
    ensure!(columns.len() == TYPES.len(), "{columns:#?}");
    for (column, (value, hive)) in columns.iter().zip(TYPES) {
        ensure!(column.type_text == hive, "`{value}` has the type `{}`, expected `{hive}`", column.type_text);
        ensure!(column.athena_type.hive().to_string() == hive, "`{hive}` was read as {:?}", column.athena_type);
    }
    schema.drop().await
}

async fn partition_keys_come_last(stage: Stage) -> Result<()> {
    let inspector = stage.connect(&[]).await?.inspector().with_schema("sales");
    let columns = inspector.columns("clicks").await?;
    let found: Vec<_> =
        columns.iter().map(|column| (column.name.as_str(), column.type_text.as_str(), column.is_partition)).collect();
    let expected =
        [("id", "bigint", false), ("page", "string", false), ("seconds", "double", false), ("day", "string", true)];
    ensure!(found == expected, "{columns:#?}");
    Ok(())
}

async fn comments_of_tables_and_columns(stage: Stage) -> Result<()> {
    let inspector = tpch(&stage).await?;
    let comment = inspector.table_comment("orders").await?;
    ensure!(comment.as_deref() == Some("Orders, one row each"), "{comment:?}");
    let none = inspector.table_comment("region").await?;
    ensure!(none.is_none(), "{none:?}");
    let columns = inspector.columns("lineitem").await?;
    let comment_of = |name: &str| {
        let column = columns.iter().find(|column| column.name == name);
        column.map(|column| column.comment.as_deref())
    };
    ensure!(comment_of("l_comment") == Some(Some("free text: commas, \"quotes\" and all")), "{columns:#?}");
    ensure!(comment_of("l_tax") == Some(None), "{columns:#?}");
    Ok(())
}

async fn options_of_a_table(stage: Stage) -> Result<()> {
    let options = tpch(&stage).await?.table_options("orders").await?;
    ensure!(options.location.as_deref() == Some("s3://sandbox-data/tpch/orders/"), "{options:#?}");
    let serde = "SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'";
    ensure!(options.row_format().as_deref() == Some(serde), "{options:#?}");
    expect_in(&options.file_format().unwrap_or_default(), "INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.")?;
    ensure!(options.compression.is_none(), "{options:#?}");
    ensure!(options.table_properties.keys().eq(["classification", "comment"]), "{options:#?}");

    let options = stage.connect(&[]).await?.inspector().table_options("people").await?;
    ensure!(options.serde_properties.get("separatorChar").is_some_and(|text| text == ","), "{options:#?}");
    ensure!(options.table_properties.get("classification").is_some_and(|text| text == "csv"), "{options:#?}");
    Ok(())
}

async fn whole_schema_at_once(stage: Stage) -> Result<()> {
    let inspector = tpch(&stage).await?;
    let all = inspector.reflect().await?;
    ensure!(all.iter().map(|table| table.name.as_str()).eq(TPCH), "{all:#?}");
    for table in all {
        let alone = inspector.table(&table.name).await?;
        ensure!(alone == table, "{alone:#?} alone, {table:#?} among all");
    }
    Ok(())
}

async fn has_table_finds_tables(stage: Stage) -> Result<()> {
    let inspector = tpch(&stage).await?;
    ensure!(inspector.has_table("orders").await?, "the table `orders` is missing");
    for name in ["order", "orders_", "", "orders.orders", "*", "o.*"] {
        ensure!(!inspector.has_table(name).await?, "there is a table `{name}`");
    }
    ensure!(!inspector.with_schema("no_such_schema").has_table("orders").await?, "a missing schema has a table");
    Ok(())
}

async fn has_table_finds_views(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "has_view").await?;
    let inspector = schema.inspector();
    ensure!(!inspector.has_table("v").await?, "the view exists before it was created");
    schema.view("v", "SELECT 1 AS n").await?;
    ensure!(inspector.has_table("v").await?, "the absence was remembered");
    schema.drop().await?;
    ensure!(!inspector.has_table("v").await?, "the view was remembered");
    Ok(())
}

async fn has_schema_finds_schemas(stage: Stage) -> Result<()> {
    let inspector = stage.connect(&[]).await?.inspector();
    ensure!(inspector.has_schema("tpch").await? && inspector.has_schema("TPCH").await?, "the schema `tpch` is missing");
    ensure!(!inspector.has_schema("tpc").await? && !inspector.has_schema("").await?, "a missing schema was found");
    Ok(())
}

async fn names_match_in_any_case(stage: Stage) -> Result<()> {
    let inspector = stage.connect(&[]).await?.inspector().with_schema("TpcH");
    let Table { schema, name, columns, .. } = inspector.table("LineItem").await?;
    ensure!((schema.as_str(), name.as_str()) == ("tpch", "lineitem"), "the table is {schema}.{name}");
    ensure!(columns[0].name == "l_orderkey", "{columns:#?}");
    ensure!(
        inspector.has_table("NATION").await? && inspector.tables().await? == TPCH,
        "the name of the schema has a case"
    );
    Ok(())
}

async fn long_names(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "long").await?;
    let names = ["a".repeat(128), "b".repeat(129), "c_".repeat(100)];
    for name in &names {
        schema.view(name, "SELECT 1 AS n").await?;
    }
    let inspector = schema.inspector();
    for name in &names {
        let found = inspector.table(&name.to_uppercase()).await?;
        ensure!(found.name == *name && found.columns.len() == 1, "{found:?}");
    }
    ensure!(!inspector.has_table(&"b".repeat(130)).await?, "a longer name was found");
    let error = expect_error(inspector.table(&"b".repeat(130)).await, ErrorKind::NotFound)?;
    expect_in(error.message(), &format!("did you mean `{}`?", names[1]))?;
    schema.drop().await
}

async fn missing_table(stage: Stage) -> Result<()> {
    let inspector = tpch(&stage).await?;
    for result in [inspector.table("ordrs").await.map(drop), inspector.columns("ordrs").await.map(drop)] {
        let error = expect_error(result, ErrorKind::NotFound)?;
        expect_in(&error.to_string(), "no table or view `ordrs`; did you mean `orders`?")?;
        let context = ["catalog", "schema", "table"].map(|key| error.context(key));
        ensure!(context == [Some("awsdatacatalog"), Some("tpch"), Some("ordrs")], "{error}");
        let service = std::error::Error::source(&error).context("the error of the service is missing")?;
        expect_in(&service.to_string(), "EntityNotFoundException")?;
    }
    let error = expect_error(inspector.table_options("unheard_of").await, ErrorKind::NotFound)?;
    ensure!(!error.to_string().contains("did you mean"), "{error}");
    Ok(())
}

async fn missing_schema(stage: Stage) -> Result<()> {
    let inspector = tpch(&stage).await?.with_schema("tpcg");
    let results = [inspector.tables().await.map(drop), inspector.views().await.map(drop)];
    for result in results.into_iter().chain([inspector.table("orders").await.map(drop)]) {
        let error = expect_error(result, ErrorKind::NotFound)?;
        expect_in(&error.to_string(), "has no schema `tpcg`; did you mean `tpch`?")?;
        ensure!(error.context("schema") == Some("tpcg"), "{error}");
    }
    Ok(())
}

async fn missing_catalog(stage: Stage) -> Result<()> {
    let inspector = stage.connect(&[]).await?.inspector().with_catalog("awsdatacatalogue");
    for result in [inspector.schemas().await.map(drop), inspector.table("orders").await.map(drop)] {
        let error = expect_error(result, ErrorKind::NotFound)?;
        expect_in(&error.to_string(), "catalog `awsdatacatalogue` does not exist; did you mean `AwsDataCatalog`?")?;
        ensure!(error.context("catalog") == Some("awsdatacatalogue"), "{error}");
    }
    Ok(())
}

async fn no_schema_chosen(stage: Stage) -> Result<()> {
    let inspector = stage.connect(&[("schema_name", "")]).await?.inspector();
    for result in [inspector.tables().await.map(drop), inspector.has_table("orders").await.map(drop)] {
        let error = expect_error(result, ErrorKind::InvalidOption)?;
        expect_in(&error.to_string(), "`schema_name`")?;
    }
    ensure!(inspector.has_schema("default").await?, "the schema `default` is missing");
    Ok(())
}

async fn inspector_makes_no_call_before_it_must(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    let _inspector = connection.inspector().with_catalog("awsdatacatalog").with_schema("tpch");
    let (calls, usage) = (lab.sandbox.calls(), connection.usage().calls());
    ensure!(calls.is_empty() && usage.is_empty(), "{calls:?} {usage:?}");
    Ok(())
}

async fn one_call_for_a_table(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("schema_name", "tpch")]).await?;
    let inspector = connection.inspector();
    let table = inspector.table("orders").await?;
    ensure!(table.comment.is_some() && table.options.location.is_some() && table.columns.len() == 9, "{table:#?}");
    ensure!(!inspector.has_table("nobody").await?, "there is a table `nobody`");
    ensure!(inspector.tables().await?.len() == 8, "the tables are not eight");
    let operations: Vec<_> = lab.sandbox.calls().into_iter().map(|call| call.operation).collect();
    ensure!(operations == ["GetTableMetadata", "GetTableMetadata", "ListTableMetadata"], "{operations:?}");
    let usage = connection.usage().calls();
    ensure!(usage.get("GetTableMetadata") == Some(&2) && usage.get("ListTableMetadata") == Some(&1), "{usage:?}");
    Ok(())
}

async fn listing_of_two_pages(stage: Stage) -> Result<()> {
    const COUNT: usize = 61;
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    let made = (0..COUNT).map(|number| {
        let connection = connection.clone();
        async move { run(&connection, &format!("CREATE VIEW default.v{number:02} AS SELECT {number} AS n")).await }
    });
    let mut making: tokio::task::JoinSet<Result<()>> = made.collect();
    while let Some(made) = making.join_next().await {
        made??;
    }
    let expected: Vec<String> = (0..COUNT).map(|number| format!("v{number:02}")).collect();
    let views = connection.inspector().views().await?;
    ensure!(views == expected, "{views:?}");
    let pages = lab.calls_of("ListTableMetadata").len();
    ensure!(pages == 2, "{COUNT} views came in {pages} pages");
    Ok(())
}

async fn permission_denied_is_not_absence(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let inspector = lab.connect(&[]).await?.inspector().with_schema("tpch");
    for (denied, whose) in [
        (Fault::access_denied as fn(&'static str) -> Fault, "athena:"),
        (Fault::glue_access_denied as fn(&'static str) -> Fault, "glue:"),
    ] {
        for operation in ["GetTableMetadata", "GetDatabase", "ListTableMetadata", "ListDatabases"] {
            lab.sandbox.faults().inject(denied(operation));
        }
        let results = [
            inspector.has_table("orders").await.map(drop),
            inspector.has_table("nobody").await.map(drop),
            inspector.table("nobody").await.map(drop),
            inspector.has_schema("tpch").await.map(drop),
            inspector.tables().await.map(drop),
            inspector.schemas().await.map(drop),
        ];
        for result in results {
            let error = expect_error(result, ErrorKind::PermissionDenied)?;
            expect_in(&error.to_string(), whose)?;
            ensure!(error.retry() == Retry::Never, "the verdict is {:?}", error.retry());
        }
        lab.sandbox.faults().clear();
    }
    // An error of the call for suggestions does not hide the answer.
    lab.sandbox.faults().inject(Fault::access_denied("ListTableMetadata"));
    expect_error(inspector.table("nobody").await, ErrorKind::NotFound)?;
    Ok(())
}

async fn throttled_call_is_repeated(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    lab.sandbox.faults().inject(Fault::throttle("GetTableMetadata").times(2));
    lab.sandbox.faults().inject(Fault::lose_response("ListDatabases").times(1));
    let inspector = connection.inspector().with_schema("tpch");
    ensure!(inspector.has_table("orders").await?, "the table `orders` is missing");
    ensure!(inspector.schemas().await?.len() == 2, "the schemas are not two");
    let usage = connection.usage().calls();
    ensure!(usage.get("GetTableMetadata") == Some(&3) && usage.get("ListDatabases") == Some(&2), "{usage:?}");
    Ok(())
}

async fn throttled_without_end(stage: Stage) -> Result<()> {
    let lab: Lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::throttle("GetTableMetadata"));
    let options = [("max_attempts", "2"), ("glue_metadata_fallback", "false")];
    let inspector = lab.connect(&options).await?.inspector().with_schema("tpch");
    let error = expect_error(inspector.table("orders").await, ErrorKind::Throttled)?;
    ensure!(error.retry() == Retry::Exhausted, "the verdict is {:?}", error.retry());
    let attempts = lab.calls_of("GetTableMetadata").len();
    ensure!(attempts == 2, "{attempts} calls were made");
    Ok(())
}
