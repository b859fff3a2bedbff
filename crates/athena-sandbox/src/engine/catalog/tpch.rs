//! The eight TPC-H tables, generated when first read.
//!
//! Small scales are kept in memory; larger ones are generated anew by each scan, batch by batch.

use std::sync::{Arc, LazyLock, OnceLock};

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::TryStreamExt;
use tpchgen::distribution::Distributions;
use tpchgen::generators as make;
use tpchgen::text::TextPool;

use super::Scanned;

/// Up to here a table stays in memory: lineitem has 600,000 rows then.
const KEPT_SCALE: f64 = 0.1;

type Batches = Box<dyn tpchgen_arrow::RecordBatchIterator>;
/// Starts a table over, at a scale, with the words of its texts.
type Maker = fn(f64, &'static TextPool) -> Batches;

/// No text is made here: the pool of all texts has 300 MB, and takes longer to fill than all else at the start.
pub(crate) fn tables(scale: f64) -> Vec<(&'static str, Arc<dyn TableProvider>)> {
    /// Enough to make a generator, which knows its schema; too little to generate rows.
    static FEW_WORDS: LazyLock<TextPool> = LazyLock::new(|| TextPool::new(4096, Distributions::static_default()));

    macro_rules! maker {
        ($arrow:ident, $generator:ident) => {
            |scale, pool| {
                let words = Distributions::static_default();
                let generator = make::$generator::new_with_distributions_and_text_pool(scale, 1, 1, words, pool);
                Box::new(tpchgen_arrow::$arrow::new(generator))
            }
        };
        ($arrow:ident, $generator:ident, one size) => {
            |_, pool| {
                let words = Distributions::static_default();
                let generator = make::$generator::new_with_distributions_and_text_pool(words, pool);
                Box::new(tpchgen_arrow::$arrow::new(generator))
            }
        };
    }
    let makers: [(&'static str, Maker); 8] = [
        ("customer", maker!(CustomerArrow, CustomerGenerator)),
        ("lineitem", maker!(LineItemArrow, LineItemGenerator)),
        ("nation", maker!(NationArrow, NationGenerator, one size)),
        ("orders", maker!(OrderArrow, OrderGenerator)),
        ("part", maker!(PartArrow, PartGenerator)),
        ("partsupp", |scale, pool| {
            let generator = make::PartSuppGenerator::new_with_text_pool(scale, 1, 1, pool);
            Box::new(tpchgen_arrow::PartSuppArrow::new(generator))
        }),
        ("region", maker!(RegionArrow, RegionGenerator, one size)),
        ("supplier", maker!(SupplierArrow, SupplierGenerator)),
    ];
    makers
        .into_iter()
        .map(|(name, maker)| {
            let schema = Arc::clone(maker(scale, &FEW_WORDS).schema());
            let source = Arc::new(Source { scale, maker, kept: OnceLock::new() });
            (name, Arc::new(Tpch { schema, source }) as Arc<dyn TableProvider>)
        })
        .collect()
}

#[derive(Debug)]
struct Source {
    scale: f64,
    maker: Maker,
    kept: OnceLock<Vec<RecordBatch>>,
}

impl Source {
    fn batches(self: &Arc<Self>) -> Box<dyn Iterator<Item = RecordBatch> + Send> {
        if self.scale > KEPT_SCALE {
            return Box::new((self.maker)(self.scale, TextPool::get_or_init_default()));
        }
        let kept = self.kept.get_or_init(|| (self.maker)(self.scale, TextPool::get_or_init_default()).collect());
        Box::new(kept.clone().into_iter())
    }
}

#[derive(Debug)]
struct Tpch {
    schema: SchemaRef,
    source: Arc<Source>,
}

#[async_trait]
impl TableProvider for Tpch {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = match projection {
            Some(columns) => Arc::new(self.schema.project(columns)?),
            None => Arc::clone(&self.schema),
        };
        let scan =
            Scan { schema: Arc::clone(&schema), source: Arc::clone(&self.source), projection: projection.cloned() };
        Ok(Arc::new(StreamingTableExec::try_new(schema, vec![Arc::new(scan)], None, None, false, limit)?))
    }
}

/// One scan of some columns.
#[derive(Debug)]
struct Scan {
    schema: SchemaRef,
    source: Arc<Source>,
    projection: Option<Vec<usize>>,
}

impl PartitionStream for Scan {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let scanned = context.session_config().get_extension::<Scanned>();
        let projection = self.projection.clone();
        let project = move |batch: RecordBatch| {
            let batch = match &projection {
                Some(columns) => batch.project(columns)?,
                None => batch,
            };
            if let Some(scanned) = &scanned {
                let bytes: usize = batch.columns().iter().map(|column| column.get_buffer_memory_size()).sum();
                scanned.add(u64::try_from(bytes).unwrap_or(0));
            }
            Ok(batch)
        };
        let source = Arc::clone(&self.source);
        // The first rows take a second, and a query that is stopped meanwhile does not wait for them.
        let batches = tokio::task::spawn_blocking(move || source.batches());
        let rows = futures::stream::once(batches)
            .map_err(|e| DataFusionError::ExecutionJoin(Box::new(e)))
            .map_ok(move |batches| futures::stream::iter(batches.map(project.clone())))
            .try_flatten();
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), rows))
    }
}
