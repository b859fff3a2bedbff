//! Distribution functions, confidence intervals and vector distances.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, FieldRef, Float64Type};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;

use super::columns::{argument, doubles, invalid, three, two};
use super::nested::as_list;
use super::simple::{Simple, result};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("normal_cdf", double, |a, _| {
            of_three(a, |mean, sd, x| {
                if sd <= 0.0 {
                    return Err(invalid("standardDeviation must be > 0"));
                }
                Ok(Some(0.5 * erfc(-(x - mean) / (sd * std::f64::consts::SQRT_2))))
            })
        }),
        Simple::new("inverse_normal_cdf", double, |a, _| {
            of_three(a, |mean, sd, p| {
                if !(p > 0.0 && p < 1.0) {
                    return Err(invalid("p must be 0 > p > 1"));
                }
                if sd <= 0.0 {
                    return Err(invalid("sd must be > 0"));
                }
                Ok(Some(mean + sd * inverse_normal(p)))
            })
        }),
        Simple::new("beta_cdf", double, |a, _| {
            of_three(a, |alpha, beta, x| {
                if !(0.0..=1.0).contains(&x) {
                    return Err(invalid("value must be in the interval [0, 1]"));
                }
                positive(alpha, beta)?;
                Ok(Some(incomplete_beta(alpha, beta, x)))
            })
        }),
        Simple::new("inverse_beta_cdf", double, |a, _| {
            of_three(a, |alpha, beta, p| {
                if !(0.0..=1.0).contains(&p) {
                    return Err(invalid("p must be in the interval [0, 1]"));
                }
                positive(alpha, beta)?;
                Ok(Some(bisect(|x| incomplete_beta(alpha, beta, x), p)))
            })
        }),
        Simple::new("t_pdf", double, |a, _| {
            let pdf = |x: f64, df: f64| {
                let scale =
                    (ln_gamma((df + 1.0) / 2.0) - ln_gamma(df / 2.0)).exp() / (df * std::f64::consts::PI).sqrt();
                Ok(Some(scale * (1.0 + x * x / df).powf(-(df + 1.0) / 2.0)))
            };
            Ok(Arc::new(Float64Array::from(two(&doubles(a, 0)?, &doubles(a, 1)?, pdf)?)))
        }),
        Simple::new("t_cdf", double, |a, _| {
            let cdf = |x: f64, df: f64| {
                let tail = 0.5 * incomplete_beta(df / 2.0, 0.5, df / (df + x * x));
                Ok(Some(if x < 0.0 { tail } else { 1.0 - tail }))
            };
            Ok(Arc::new(Float64Array::from(two(&doubles(a, 0)?, &doubles(a, 1)?, cdf)?)))
        }),
        Simple::new("wilson_interval_lower", double, |a, _| of_three(a, |s, n, z| wilson(s, n, z, -1.0))),
        Simple::new("wilson_interval_upper", double, |a, _| of_three(a, |s, n, z| wilson(s, n, z, 1.0))),
        Simple::new("cosine_similarity", double, |a, _| vectors(a, |l, r| Some(dot(l, r) / (norm(l) * norm(r))))),
        Simple::new("cosine_distance", double, |a, _| vectors(a, |l, r| Some(1.0 - dot(l, r) / (norm(l) * norm(r))))),
        Simple::new("dot_product", double, |a, _| vectors(a, |l, r| Some(dot(l, r)))),
        Simple::new("euclidean_distance", double, |a, _| {
            vectors(a, |l, r| Some(l.iter().zip(r).map(|(l, r)| (l - r) * (l - r)).sum::<f64>().sqrt()))
        }),
    ]
}

fn double(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::Float64)
}

fn of_three(arrays: &[ArrayRef], f: impl Fn(f64, f64, f64) -> Result<Option<f64>>) -> Result<ArrayRef> {
    let values = three(&doubles(arrays, 0)?, &doubles(arrays, 1)?, &doubles(arrays, 2)?, f)?;
    Ok(Arc::new(Float64Array::from(values)))
}

fn positive(alpha: f64, beta: f64) -> Result<()> {
    if alpha > 0.0 && beta > 0.0 { Ok(()) } else { Err(invalid("a, b must be > 0")) }
}

fn wilson(successes: f64, trials: f64, z: f64, side: f64) -> Result<Option<f64>> {
    if successes < 0.0 {
        return Err(invalid("number of successes must not be negative"));
    }
    if trials <= 0.0 {
        return Err(invalid("number of trials must be positive"));
    }
    if successes > trials {
        return Err(invalid("number of successes must not be larger than number of trials"));
    }
    if z < 0.0 {
        return Err(invalid("z-score must not be negative"));
    }
    let p = successes / trials;
    let centre = p + z * z / (2.0 * trials);
    let spread = z * (p * (1.0 - p) / trials + z * z / (4.0 * trials * trials)).sqrt();
    Ok(Some((centre + side * spread) / (1.0 + z * z / trials)))
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(l, r)| l * r).sum()
}

fn norm(values: &[f64]) -> f64 {
    dot(values, values).sqrt()
}

/// Applies a function to two arrays of the same length, or to two maps whose missing keys count as 0.
fn vectors(arrays: &[ArrayRef], f: fn(&[f64], &[f64]) -> Option<f64>) -> Result<ArrayRef> {
    let numbers = |array: &ArrayRef| -> Result<Vec<Option<f64>>> {
        Ok(cast(array, &DataType::Float64)?.as_primitive::<Float64Type>().iter().collect())
    };
    let (left, right) = (argument(arrays, 0)?, argument(arrays, 1)?);
    let mut out = Vec::with_capacity(left.len());
    for row in 0..left.len() {
        if left.is_null(row) || right.is_null(row) {
            out.push(None);
            continue;
        }
        let (left, right) = match (left.as_map_opt(), right.as_map_opt()) {
            (Some(left), Some(right)) => {
                let entries = |map: &datafusion::arrow::array::MapArray| -> Result<Vec<(Option<String>, Option<f64>)>> {
                    let entries = map.value(row);
                    let keys = cast(entries.column(0), &DataType::Utf8)?;
                    let keys: Vec<_> = keys.as_string::<i32>().iter().map(|key| key.map(str::to_owned)).collect();
                    Ok(keys.into_iter().zip(numbers(entries.column(1))?).collect())
                };
                let (left, right) = (entries(left)?, entries(right)?);
                let mut keys: Vec<_> = left.iter().chain(&right).map(|(key, _)| key.clone()).collect();
                keys.sort();
                keys.dedup();
                let spread = |entries: &[(Option<String>, Option<f64>)]| -> Vec<Option<f64>> {
                    let value = |key: &Option<String>| {
                        entries.iter().find(|(known, _)| known == key).map_or(Some(0.0), |(_, value)| *value)
                    };
                    keys.iter().map(value).collect()
                };
                (spread(&left), spread(&right))
            }
            _ => (numbers(&as_list(left)?.value(row))?, numbers(&as_list(right)?.value(row))?),
        };
        if left.len() != right.len() {
            return Err(invalid("The arguments must have the same length"));
        }
        let (left, right): (Option<Vec<f64>>, Option<Vec<f64>>) =
            (left.into_iter().collect(), right.into_iter().collect());
        out.push(left.zip(right).and_then(|(left, right)| f(&left, &right)));
    }
    Ok(Arc::new(Float64Array::from(out)))
}

/// Natural logarithm of the gamma function, by Lanczos' approximation with g = 7.
fn ln_gamma(x: f64) -> f64 {
    const C: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        return (std::f64::consts::PI / (std::f64::consts::PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let t = x + 7.5;
    let (mut sum, mut term) = (C[0], x);
    for c in &C[1..] {
        term += 1.0;
        sum += c / term;
    }
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// The regularized incomplete beta function, by its continued fraction (Lentz's method).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut c, mut d) = (1.0, 1.0 / kept(1.0 - (a + b) * x / (a + 1.0)));
    let mut h = d;
    let mut m = 1.0;
    for _ in 0..500 {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / kept(1.0 + even * d);
        c = kept(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / kept(1.0 + odd * d);
        c = kept(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
        m += 1.0;
    }
    h
}

/// The complementary error function: by a series near 0, and by a continued fraction elsewhere.
fn erfc(x: f64) -> f64 {
    let size = x.abs();
    let tail = if size < 2.5 {
        let (mut term, mut sum, mut n) = (size, size, 0.0);
        while term.abs() > 1e-18 * sum.abs() {
            n += 1.0;
            term *= -size * size / n;
            sum += term / (2.0 * n + 1.0);
            if n > 200.0 {
                break;
            }
        }
        1.0 - sum * 2.0 / std::f64::consts::PI.sqrt()
    } else {
        let mut at = 0.0;
        for n in (1..=120).rev() {
            at = f64::from(n) / 2.0 / (size + at);
        }
        (-size * size).exp() / std::f64::consts::PI.sqrt() / (size + at)
    };
    if x < 0.0 { 2.0 - tail } else { tail }
}

/// Acklam's approximation, refined by one step of Halley's method.
fn inverse_normal(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let row = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let low = |q: f64| row(&C, q) / (row(&D, q) * q + 1.0);
    let x = if p < 0.024_25 {
        low((-2.0 * p.ln()).sqrt())
    } else if p > 1.0 - 0.024_25 {
        -low((-2.0 * (1.0 - p).ln()).sqrt())
    } else {
        let q = p - 0.5;
        let r = q * q;
        row(&A, r) * q / (row(&B, r) * r + 1.0)
    };
    let apart = 0.5 * erfc(-x / std::f64::consts::SQRT_2) - p;
    let step = apart * (2.0 * std::f64::consts::PI).sqrt() * (x * x / 2.0).exp();
    x - step / (1.0 + x * step / 2.0)
}

/// Finds the argument in 0 to 1 at which an increasing function reaches a value.
fn bisect(f: impl Fn(f64) -> f64, wanted: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if f(middle) < wanted { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}
