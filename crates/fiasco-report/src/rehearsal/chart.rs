//! A few rows of blocks: how something went over time.

/// Columns of a row.
const COLUMNS: usize = 60;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A row: `most` is the full height; what is missing is a gap.
#[must_use]
pub fn row(values: &[Option<f64>], least: f64, most: f64) -> String {
    let columns = COLUMNS.min(values.len());
    let mut out = String::new();
    for column in 0..columns {
        let from = column * values.len() / columns;
        let to = ((column + 1) * values.len() / columns).max(from + 1);
        let here: Vec<f64> = values[from..to].iter().flatten().copied().collect();
        if here.is_empty() {
            out.push(' ');
            continue;
        }
        let mean = here.iter().sum::<f64>() / here.len() as f64;
        let height = if most > least {
            (mean - least) / (most - least)
        } else {
            0.0
        };
        let block = (height * 7.0).round().clamp(0.0, 7.0) as usize;
        out.push(BLOCKS[block]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_goes_from_least_to_most() {
        let values: Vec<Option<f64>> = (0..8).map(|at| Some(f64::from(at))).collect();
        assert_eq!(row(&values, 0.0, 7.0), "▁▂▃▄▅▆▇█");
        assert_eq!(row(&[Some(1.0), None, Some(1.0)], 0.0, 1.0), "█ █");
        assert_eq!(row(&vec![Some(0.5); 600], 0.0, 1.0).chars().count(), COLUMNS);
    }
}
