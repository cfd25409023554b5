//! Settings that an emulator drops or ignores, so only their text can be held.

use std::collections::BTreeSet;

use serde_yaml_ng::Value;
use xtask::functions::Trigger;

use crate::functions;
use crate::templates::{all, each, load};

#[test]
fn the_table_recovers_expires_and_streams() {
    let data = load("infra/data.yaml");
    let table = &data.resources("AWS::DynamoDB::Table")["Table"];
    assert_eq!(
        table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
        true
    );
    assert_eq!(table["TimeToLiveSpecification"]["AttributeName"], "expires_at");
    assert_eq!(table["TimeToLiveSpecification"]["Enabled"], true);
    assert_eq!(table["SSESpecification"]["SSEEnabled"], true);
    assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
    assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(data.value["Resources"]["Table"]["DeletionPolicy"], "Retain");
    assert_eq!(data.value["Resources"]["Table"]["UpdateReplacePolicy"], "Retain");
}

#[test]
fn the_table_has_the_keys_and_indexes_that_the_store_is_written_for() {
    let table = &load("infra/data.yaml").resources("AWS::DynamoDB::Table")["Table"];
    let key = |prefix: &str, schema: &Value| {
        assert_eq!(schema[0]["AttributeName"], format!("{prefix}PK").as_str());
        assert_eq!(schema[0]["KeyType"], "HASH");
        assert_eq!(schema[1]["AttributeName"], format!("{prefix}SK").as_str());
        assert_eq!(schema[1]["KeyType"], "RANGE");
    };
    key("", &table["KeySchema"]);
    let indexes = each(&table["GlobalSecondaryIndexes"]);
    let described: Vec<_> = indexes
        .iter()
        .map(|index| {
            let name = index["IndexName"].as_str().unwrap_or_default();
            key(name, &index["KeySchema"]);
            (name, index["Projection"]["ProjectionType"].as_str().unwrap_or_default())
        })
        .collect();
    let expected: Vec<_> = store::schema::INDEXES
        .iter()
        .map(|(name, kind)| (*name, kind.as_str()))
        .collect();
    assert_eq!(described, expected);
}

#[test]
fn the_bucket_is_private_encrypted_versioned_and_reached_over_tls_only() {
    let data = load("infra/data.yaml");
    let bucket = &data.resources("AWS::S3::Bucket")["Bucket"];
    for block in [
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "IgnorePublicAcls",
        "RestrictPublicBuckets",
    ] {
        assert_eq!(bucket["PublicAccessBlockConfiguration"][block], true, "{block}");
    }
    let encryption = &bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    assert!(encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"].is_string());
    assert_eq!(bucket["VersioningConfiguration"]["Status"], "Enabled");
    assert!(!each(&bucket["LifecycleConfiguration"]["Rules"]).is_empty());
    let policy = &data.resources("AWS::S3::BucketPolicy")["BucketPolicy"]["PolicyDocument"]["Statement"][0];
    assert_eq!(policy["Effect"], "Deny");
    assert_eq!(policy["Condition"]["Bool"]["aws:SecureTransport"], "false");
}

#[test]
fn backups_are_kept_for_thirty_days_and_locked_unless_somebody_says_otherwise() {
    let data = load("infra/data.yaml");
    let bucket = &data.resources("AWS::S3::Bucket")["BackupsBucket"];
    for block in [
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "IgnorePublicAcls",
        "RestrictPublicBuckets",
    ] {
        assert_eq!(bucket["PublicAccessBlockConfiguration"][block], true, "{block}");
    }
    let encryption = &bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    assert!(encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"].is_string());
    assert_eq!(bucket["VersioningConfiguration"]["Status"], "Enabled");
    let rules = each(&bucket["LifecycleConfiguration"]["Rules"]);
    for prefix in [
        format!("{}/AWSDynamoDB/", providers::backup::PREFIX),
        format!("{}/2", providers::backup::PREFIX),
    ] {
        let rule = rules.iter().find(|rule| rule["Prefix"] == prefix.as_str());
        let rule = rule.unwrap_or_else(|| panic!("nothing expires under {prefix}"));
        assert_eq!(
            (&rule["Status"], &rule["ExpirationInDays"]),
            (&"Enabled".into(), &30.into())
        );
    }
    let lock = &bucket["ObjectLockConfiguration"]["If"];
    assert_eq!(lock[0], "BackupsAreLocked");
    assert_eq!(lock[1]["Rule"]["DefaultRetention"]["Days"], 30);
    assert_eq!(
        load("template.yaml").value["Parameters"]["LockBackups"]["Default"],
        "true"
    );
    assert_eq!(data.value["Resources"]["BackupsBucket"]["DeletionPolicy"], "Retain");
    let policy = &data.resources("AWS::S3::BucketPolicy")["BackupsBucketPolicy"]["PolicyDocument"]["Statement"][0];
    assert_eq!(policy["Condition"]["Bool"]["aws:SecureTransport"], "false");
}

#[test]
fn preflights_reach_their_function_and_no_path_is_logged() {
    let api = load("infra/api.yaml");
    // The gateway's own answers would hide those of the functions, which know the origins of each business.
    assert!(api.resources("AWS::ApiGatewayV2::Api")["Api"]["CorsConfiguration"].is_null());
    let routes = load("infra/routes.yaml");
    let keys: Vec<_> = routes
        .resources("AWS::ApiGatewayV2::Route")
        .values()
        .filter_map(|route| route["RouteKey"].as_str().map(str::to_owned))
        .collect();
    assert!(keys.iter().any(|key| key == "OPTIONS /{proxy+}"));
    let format = api.resources("AWS::ApiGatewayV2::Stage")["Stage"]["AccessLogSettings"]["Format"].clone();
    let format = format.as_str().unwrap_or_default();
    assert!(format.contains("$context.routeKey"));
    assert!(
        !format.contains("$context.path"),
        "a guest's link carries its token in the path"
    );
}

#[test]
fn every_alarm_tells_somebody_and_says_what_is_wrong() {
    let mut names = BTreeSet::new();
    for template in all() {
        for (id, alarm) in template.resources("AWS::CloudWatch::Alarm") {
            assert_eq!(alarm["AlarmActions"][0]["Ref"], "AlarmTopicArn", "{id}");
            assert!(
                alarm["AlarmDescription"].as_str().is_some_and(|text| text.len() > 20),
                "{id}"
            );
            assert!(
                names.insert(alarm["AlarmName"]["Sub"].as_str().unwrap_or_default().to_owned()),
                "{id}"
            );
        }
    }
    assert!(names.len() >= 10, "{names:?}");
}

#[test]
fn every_queue_gives_up_into_dead_letters_that_ring() {
    let messaging = load("infra/messaging.yaml");
    let queues = messaging.resources("AWS::SQS::Queue");
    let alarms = messaging.resources("AWS::CloudWatch::Alarm");
    let watched = |queue: &str, metric: &str| {
        alarms.values().any(|alarm| {
            alarm["MetricName"] == metric
                && alarm["Dimensions"][0]["Value"]["GetAtt"] == format!("{queue}.QueueName").as_str()
        })
    };
    for (id, queue) in &queues {
        assert_eq!(queue["SqsManagedSseEnabled"], true, "{id}");
        if queue["RedrivePolicy"].is_null() {
            assert!(watched(id, "ApproximateNumberOfMessagesVisible"), "nobody watches {id}");
            continue;
        }
        let target = queue["RedrivePolicy"]["deadLetterTargetArn"]["GetAtt"]
            .as_str()
            .unwrap_or_default();
        let target = target.trim_end_matches(".Arn");
        assert!(queues.contains_key(target), "{id} gives up into {target}");
        assert!(
            watched(id, "ApproximateAgeOfOldestMessage"),
            "nobody sees {id} stand still"
        );
        let visibility = queue["VisibilityTimeout"].as_u64().unwrap_or_default();
        let consumers = functions()
            .into_iter()
            .filter(|f| matches!(f.trigger, Trigger::Queue { queue } if *id == format!("{}Queue", queue.id())));
        for consumer in consumers {
            assert!(
                visibility >= 6 * u64::from(consumer.timeout),
                "{id} hands out again what {} holds",
                consumer.name
            );
        }
    }
}

#[test]
fn every_function_nobody_waits_for_has_dead_letters_and_an_alarm() {
    for f in functions().into_iter().filter(|f| !f.is_http()) {
        let template = load(&format!("functions/{}.yaml", f.area));
        let id = f.logical_id();
        let alarms = template.resources("AWS::CloudWatch::Alarm");
        assert_eq!(alarms[&format!("{id}ErrorsAlarm")]["MetricName"], "Errors");
        let sources = template.resources("AWS::Lambda::EventSourceMapping");
        match &f.trigger {
            Trigger::Queue { queue } => {
                let source = &sources[&format!("{id}Source")];
                assert_eq!(source["FunctionResponseTypes"][0], "ReportBatchItemFailures");
                assert_eq!(source["EventSourceArn"]["Ref"], queue.arn_parameter());
            }
            Trigger::Stream => {
                let source = &sources[&format!("{id}Source")];
                assert_eq!(source["FunctionResponseTypes"][0], "ReportBatchItemFailures");
                assert_eq!(source["BisectBatchOnFunctionError"], true);
                assert!(source["MaximumRetryAttempts"].as_u64().is_some_and(|n| n > 0));
                assert!(!source["DestinationConfig"]["OnFailure"]["Destination"].is_null());
                assert_eq!(alarms[&format!("{id}IteratorAgeAlarm")]["MetricName"], "IteratorAge");
            }
            Trigger::Schedule { schedule } => {
                let retries = template.resources("AWS::Lambda::EventInvokeConfig");
                assert!(!retries[&format!("{id}Retries")]["DestinationConfig"]["OnFailure"]["Destination"].is_null());
                let schedules = load("infra/schedules.yaml").resources("AWS::Scheduler::Schedule");
                let started = &schedules[&format!("{id}Schedule")];
                assert_eq!(started["ScheduleExpression"], schedule.as_str());
                assert!(
                    started["Name"]["Sub"]
                        .as_str()
                        .is_some_and(|name| name.contains("${Prefix}"))
                );
                assert!(!started["Target"]["DeadLetterConfig"]["Arn"].is_null());
            }
            Trigger::Http { .. } => {}
        }
    }
}

#[test]
fn every_log_is_kept_for_a_while_and_then_forgotten() {
    for template in all() {
        for (id, group) in template.resources("AWS::Logs::LogGroup") {
            assert_eq!(group["RetentionInDays"]["Ref"], "LogRetentionDays", "{id}");
        }
    }
}
