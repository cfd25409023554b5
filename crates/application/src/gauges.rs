//! What is measured of handing messages over, and how CloudWatch is told: one JSON line in its embedded metric format, no call.

use booking_rules::notices::{Channel, Vendor};
use chrono::{DateTime, TimeDelta, Utc};
use providers::delivery::{Accepted, DeliveryError};
use serde_json::{Value, json};

use crate::backups::DrillFigures;

/// The namespace of every figure.
pub const NAMESPACE: &str = "Salonbook";

/// Takes figures. Promises: neither fails nor waits.
pub trait Gauges: Send + Sync {
    /// A message was given to a vendor.
    fn handed_over(&self, handed: &HandOver);

    /// A drill of restoring is over.
    fn drilled(&self, _: &DrillFigures) {}
}

/// For whoever measures nothing.
#[derive(Debug, Clone, Copy)]
pub struct Unmeasured;

impl Gauges for Unmeasured {
    fn handed_over(&self, _: &HandOver) {}
}

/// How a vendor took a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Accepted,
    /// For good.
    Refused,
    /// For now.
    GaveWay,
    Unknown,
}

impl Outcome {
    #[must_use]
    pub fn of(answer: &Result<Accepted, DeliveryError>) -> Self {
        match answer {
            Ok(_) => Self::Accepted,
            Err(DeliveryError::Rejected { .. }) => Self::Refused,
            Err(DeliveryError::Transient { .. }) => Self::GaveWay,
            Err(DeliveryError::Unknown { .. }) => Self::Unknown,
        }
    }
}

/// One message given to one vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOver {
    pub at: DateTime<Utc>,
    pub channel: Channel,
    pub vendor: Vendor,
    pub outcome: Outcome,
    /// How long the vendor took to answer.
    pub took: TimeDelta,
    /// Since it was first given to its queue.
    pub waited: TimeDelta,
    /// Of a message that was promised for a time: how much after it.
    pub late: Option<TimeDelta>,
}

impl HandOver {
    /// The line that CloudWatch Logs reads figures from. `stage` keeps deployments of one account apart.
    #[must_use]
    pub fn line(&self, stage: &str) -> String {
        let counts = |outcome| u8::from(self.outcome == outcome);
        let seconds = |delta: TimeDelta| delta.num_seconds().max(0);
        let mut metrics = vec![
            json!({ "Name": "Accepted", "Unit": "Count" }),
            json!({ "Name": "Refused", "Unit": "Count" }),
            json!({ "Name": "GaveWay", "Unit": "Count" }),
            json!({ "Name": "Unknown", "Unit": "Count" }),
            json!({ "Name": "HandOverTime", "Unit": "Milliseconds" }),
            json!({ "Name": "QueueAge", "Unit": "Seconds" }),
        ];
        let mut line = json!({
            "Stage": stage,
            "Channel": self.channel.as_str(),
            "Vendor": self.vendor.as_str(),
            "Accepted": counts(Outcome::Accepted),
            "Refused": counts(Outcome::Refused),
            "GaveWay": counts(Outcome::GaveWay),
            "Unknown": counts(Outcome::Unknown),
            "HandOverTime": self.took.num_milliseconds().max(0),
            "QueueAge": seconds(self.waited),
        });
        if let Some(late) = self.late {
            metrics.push(json!({ "Name": "ReminderLateness", "Unit": "Seconds" }));
            line["ReminderLateness"] = Value::from(seconds(late));
        }
        line["_aws"] = json!({
            "Timestamp": self.at.timestamp_millis(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [["Stage", "Channel"], ["Stage", "Channel", "Vendor"]],
                "Metrics": metrics,
            }],
        });
        line.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed(late: Option<i64>) -> HandOver {
        HandOver {
            at: DateTime::from_timestamp_millis(1_805_000_000_123).unwrap(),
            channel: Channel::Sms,
            vendor: Vendor::Serwersms,
            outcome: Outcome::GaveWay,
            took: TimeDelta::milliseconds(312),
            waited: TimeDelta::seconds(4),
            late: late.map(TimeDelta::seconds),
        }
    }

    #[test]
    fn a_hand_over_is_one_line_of_the_embedded_metric_format() {
        let line = handed(Some(62)).line("prod");
        assert!(!line.contains('\n'));
        let metric = |name: &str, unit: &str| json!({ "Name": name, "Unit": unit });
        let expected = json!({
            "_aws": { "Timestamp": 1_805_000_000_123_i64, "CloudWatchMetrics": [{
                "Namespace": "Salonbook",
                "Dimensions": [["Stage", "Channel"], ["Stage", "Channel", "Vendor"]],
                "Metrics": [
                    metric("Accepted", "Count"), metric("Refused", "Count"), metric("GaveWay", "Count"),
                    metric("Unknown", "Count"), metric("HandOverTime", "Milliseconds"), metric("QueueAge", "Seconds"),
                    metric("ReminderLateness", "Seconds")
                ]
            }] },
            "Stage": "prod", "Channel": "sms", "Vendor": "serwersms",
            "Accepted": 0, "Refused": 0, "GaveWay": 1, "Unknown": 0,
            "HandOverTime": 312, "QueueAge": 4, "ReminderLateness": 62
        });
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), expected);
    }

    #[test]
    fn every_figure_that_is_declared_is_there_and_no_other() {
        for late in [None, Some(-3)] {
            let value: Value = serde_json::from_str(&handed(late).line("dev")).unwrap();
            let declared = value["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap();
            for metric in declared {
                let name = metric["Name"].as_str().unwrap();
                assert!(value[name].is_u64(), "{name}: {}", value[name]);
            }
            assert_eq!(declared.len(), if late.is_some() { 7 } else { 6 });
        }
    }
}
