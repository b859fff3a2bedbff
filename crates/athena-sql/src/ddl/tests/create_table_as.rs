use super::*;

fn ctas() -> CreateTableAs {
    CreateTableAs::external("t", "SELECT 1 AS a")
}

#[test]
fn an_external_table_is_written_with_its_properties() {
    check(ctas().to_sql(), "CREATE TABLE t\nAS\nSELECT 1 AS a");
    check(
        CreateTableAs::external("date", "SELECT a, b, d FROM x -- all\n;")
            .in_schema("S")
            .format(OutputFormat::Parquet)
            .location("s3://b/it's")
            .partition_by("d")
            .clustered_by(["a", "b"], 4)
            .compression(Compression::Zstd)
            .compression_level(9)
            .property("note", "it's")
            .property("n", 3)
            .property("flag", true)
            .property("list", vec!["x".to_owned(), "y".to_owned()])
            .no_data()
            .to_sql(),
        "CREATE TABLE \"S\".date\nWITH (\n\tformat = 'PARQUET',\n\texternal_location = 's3://b/it''s/',\n\
         \tpartitioned_by = ARRAY['d'],\n\tbucketed_by = ARRAY['a', 'b'],\n\tbucket_count = 4,\n\
         \twrite_compression = 'ZSTD',\n\tcompression_level = 9,\n\tnote = 'it''s',\n\tn = 3,\n\tflag = true,\n\
         \tlist = ARRAY['x', 'y']\n)\nAS\nSELECT a, b, d FROM x\nWITH NO DATA",
    );
    check(
        ctas().format(OutputFormat::TextFile).field_delimiter("\t").to_sql(),
        "CREATE TABLE t\nWITH (\n\tformat = 'TEXTFILE',\n\tfield_delimiter = '\t'\n)\nAS\nSELECT 1 AS a",
    );
}

#[test]
fn an_iceberg_table_is_partitioned_in_trinos_spelling() {
    let table = CreateTableAs::iceberg("t", "SELECT * FROM x")
        .format(OutputFormat::Orc)
        .location("s3://b/t")
        .partition_by("date")
        .partition_by(Transform::day("at"))
        .partition_by(Transform::bucket(16, "My Key"));
    // Trino's spelling has the column first; that of `CREATE TABLE` has the number first.
    check(
        table.to_sql(),
        "CREATE TABLE t\nWITH (\n\ttable_type = 'ICEBERG',\n\tis_external = false,\n\tformat = 'ORC',\n\
         \tlocation = 's3://b/t/',\n\tpartitioning = ARRAY['date', 'day(at)', 'bucket(\"My Key\", 16)']\n)\nAS\n\
         SELECT * FROM x",
    );
    check(
        CreateTableAs::iceberg("t", "SELECT 1 AS a").for_catalog("s3tablescatalog/b").to_sql(),
        "CREATE TABLE t\nWITH (\n\ttable_type = 'ICEBERG',\n\tis_external = false\n)\nAS\nSELECT 1 AS a",
    );
}

#[test]
fn tables_that_athena_refuses_are_errors() {
    check_error(
        CreateTableAs::iceberg("t", "SELECT 1").to_sql(),
        "in table `t`: an Iceberg table needs a location; add one with `location`",
    );
    check_error(
        ctas().for_catalog("s3tablescatalog/b").to_sql(),
        "in table `t`: a table of S3 Tables is Iceberg; use `CreateTableAs::iceberg`",
    );
    check_error(
        CreateTableAs::iceberg("t", "SELECT 1").for_catalog("s3tablescatalog/b").location("s3://b/").to_sql(),
        "in table `t`: a table of S3 Tables cannot have a location; remove it",
    );
    check_error(
        CreateTableAs::iceberg("t", "SELECT 1").location("s3://b/t").clustered_by(["a"], 1).to_sql(),
        "in table `t`: an Iceberg table has no buckets; use `partition_by` with `Transform::bucket`",
    );
    check_error(
        ctas().partition_by(Transform::day("d")).to_sql(),
        "in table `t`, column `d`: only Iceberg tables are partitioned by `day(d)`; use the column itself",
    );
    check_error(
        CreateTableAs::iceberg("t", "SELECT 1").location("s3://b/t").partition_by(Transform::bucket(0, "a")).to_sql(),
        "in table `t`, column `a`: `bucket(0, a)` needs at least 1 bucket",
    );
    check_error(
        ctas().partition_by("a").clustered_by(["A"], 2).to_sql(),
        "in table `t`: the table is partitioned or bucketed by `A` twice; remove one",
    );
    check_error(
        ctas().clustered_by(["a"], 0).to_sql(),
        "in table `t`: buckets need at least one column and at least 1 bucket",
    );
    check_error(
        ctas().compression_level(3).to_sql(),
        "in table `t`: only ZSTD has a compression level; remove the level, or use `Compression::Zstd`",
    );
    check_error(
        ctas().compression(Compression::Zstd).compression_level(23).to_sql(),
        "in table `t`: the compression level is 1 to 22, not 23",
    );
    check_error(
        ctas().field_delimiter(",").to_sql(),
        "in table `t`: only text files have a field delimiter; remove it, or use `OutputFormat::TextFile`",
    );
    check_error(
        ctas().format(OutputFormat::TextFile).field_delimiter("||").to_sql(),
        "in table `t`: the field delimiter is one character, not `||`",
    );
    check_error(
        ctas().property("x = 1) AS", "y").to_sql(),
        "in table `t`: the name of a property has lower-case letters, digits and `_` only: `x = 1) AS`",
    );
    check_error(
        ctas().format(OutputFormat::Orc).property("format", "AVRO").to_sql(),
        "in table `t`: the property `format` appears twice; remove one",
    );
    check_error(
        ctas().property("n", 1).property("n", 2).to_sql(),
        "in table `t`: the property `n` appears twice; remove one",
    );
    check_error(
        CreateTableAs::external("t", "INSERT INTO u SELECT 1").to_sql(),
        "in table `t`: the query is not a SELECT, VALUES or TABLE",
    );
}

#[test]
fn unload_is_written_with_its_options() {
    check(
        Unload::new("SELECT a, 'x)' AS d FROM t -- end", "s3://b/it's", OutputFormat::Parquet)
            .compression(Compression::Zstd)
            .compression_level(1)
            .partition_by("d")
            .to_sql(),
        "UNLOAD (\nSELECT a, 'x)' AS d FROM t\n)\nTO 's3://b/it''s/'\nWITH (\n\tformat = 'PARQUET',\n\
         \tcompression = 'ZSTD',\n\tcompression_level = 1,\n\tpartitioned_by = ARRAY['d']\n)",
    );
    check(
        Unload::new("VALUES 1", "s3://b", OutputFormat::TextFile).field_delimiter(";").to_sql(),
        "UNLOAD (\nVALUES 1\n)\nTO 's3://b/'\nWITH (\n\tformat = 'TEXTFILE',\n\tfield_delimiter = ';'\n)",
    );
    let unload = |format| Unload::new("SELECT 1", "s3://b/", format);
    check_error(unload(OutputFormat::Ion).to_sql(), "UNLOAD does not write ION; use another format");
    check_error(
        unload(OutputFormat::Json).compression(Compression::Gzip).to_sql(),
        "UNLOAD chooses the compression of JSON itself; remove it",
    );
    check_error(
        unload(OutputFormat::Orc).partition_by("a").partition_by("A").to_sql(),
        "in column `A`: the result is partitioned by the column twice; remove one",
    );
    check_error(
        Unload::new("SELECT 1) TO 's3://x/' --", "s3://b/", OutputFormat::Orc).to_sql(),
        "the query closes a parenthesis that it did not open (byte 8)",
    );
    check_error(
        Unload::new("EXPLAIN SELECT 1", "s3://b/", OutputFormat::Orc).to_sql(),
        "the query is not a SELECT, VALUES or TABLE",
    );
}
