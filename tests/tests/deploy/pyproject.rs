//! `[tool.fal.apps.NAME]`, and all else of `pyproject.toml`.

use crate::project::{BARE, CARD, EVERY_KEY, Project, SEVERAL};

/// The table of an app without the comment above it, whose checksum says nothing to a reader.
fn table(project: &Project) -> String {
    let text = project.read("pyproject.toml");
    let (comment, table) = text.split_once("\n[tool.fal.apps.").unwrap();
    assert!(comment.contains("# Written by `"), "{text}");
    format!("[tool.fal.apps.{table}")
}

#[test]
fn the_smallest_app_says_who_may_call_its_machine_its_ports_and_its_health() {
    let project = Project::new(BARE);
    project.write_only(&[]);
    let expected = r#"[tool.fal.apps.bare]
auth = "private"
machine_type = "S"
exposed_port = 8080
metrics_port = 9090

[tool.fal.apps.bare.image]
dockerfile = "Dockerfile"

[tool.fal.apps.bare.health_check]
path = "/health"
"#;
    assert_eq!(table(&project), expected);
}

#[test]
fn every_key_is_written() {
    let project = Project::new(EVERY_KEY);
    project.write_only(&["--reset-scale"]);
    let expected = r#"[tool.fal.apps.every-key]
auth = "shared"
machine_type = ["GPU-H100", "GPU-A100"]
num_gpus = 2
regions = ["us-east", "eu-west"]
exposed_port = 8080
metrics_port = 9090
keep_alive = 301
min_concurrency = 1
max_concurrency = 7
max_multiplexing = 3
concurrency_buffer = 2
concurrency_buffer_perc = 11
scaling_delay = 6
request_timeout = 901
request_start_timeout = 121
startup_timeout = 601
termination_grace_period_seconds = 31
app_scale_settings = true
deployment_strategy = "recreate"
private_logs = true
secrets = ["HF_TOKEN", "OTHER_TOKEN"]
data_mounts = ["/data/.cache", "/data/models"]
skip_retry_conditions = ["timeout"]
retry_config = { timeout = { retries = 0 }, server_error = { retries = 2 }, connection_error = { retries = 9 } }

[tool.fal.apps.every-key.image]
dockerfile = "Dockerfile"

[tool.fal.apps.every-key.health_check]
path = "/health"
"#;
    assert_eq!(table(&project), expected);
}

#[test]
fn a_declared_health_check_is_asked_instead() {
    let project = Project::new(SEVERAL);
    project.write_only(&[]);
    let expected = r#"path = "/ready"
start_period_seconds = 45
timeout_seconds = 4
failure_threshold = 2
call_regularly = false
"#;
    assert!(table(&project).ends_with(expected), "{}", table(&project));
}

#[test]
fn what_may_not_apply_to_a_deployed_app_is_told_unless_the_scale_is_reset() {
    let project = Project::new(SEVERAL);
    let told = "note: an app that is deployed already keeps its own `keep_alive`; `--reset-scale`";
    assert!(project.write_only(&[]).err.contains(told));
    let ran = project.write_only(&["--reset-scale"]);
    assert!(!ran.err.contains("--reset-scale"), "{ran:#?}");
    assert!(table(&project).contains("app_scale_settings = true"));
    // The next time without it, it is not left behind.
    project.write_only(&[]);
    assert!(!table(&project).contains("app_scale_settings"));
}

#[test]
fn all_else_of_the_file_stays_as_it_is() {
    let project = Project::new(BARE);
    let before = r#"# Tools.
[project]
name    =   "tools"   # by hand

[tool.fal.apps.other]   # a Python app
ref = "other.py::Other"
auth = "shared"

[tool.ruff]
line-length = 120
"#;
    project.write("pyproject.toml", before);
    project.write_only(&[]);
    let after = project.read("pyproject.toml");
    let ours = after.find("\n# Written by").unwrap();
    let end = after.find("path = \"/health\"\n").unwrap() + "path = \"/health\"\n".len();
    assert_eq!(
        format!("{}{}", &after[..ours], &after[end..]),
        before,
        "{after}"
    );
}

#[test]
fn what_a_person_changed_stays_and_is_told() {
    let project = Project::new(EVERY_KEY);
    project.write_only(&[]);
    let changed = project
        .read("pyproject.toml")
        .replace("keep_alive = 301", "keep_alive = 7 # mine")
        .replace("num_gpus = 2\n", "team = \"us\"\n");
    project.write("pyproject.toml", &changed);
    let ran = project.write_only(&[]);
    let told =
        "note: `keep_alive` is 7 in `pyproject.toml` and 301 in the code: it stays; `--force`";
    assert!(ran.err.contains(told), "{ran:#?}");
    // What is missing is added.
    let kept = table(&project);
    for line in [
        "keep_alive = 7 # mine\n",
        "num_gpus = 2\n",
        "team = \"us\"\n",
    ] {
        assert!(kept.contains(line), "{kept}");
    }
    // It is not taken for ours the next time.
    assert!(project.write_only(&[]).err.contains(told));

    let ran = project.write_only(&["--force"]);
    assert!(!ran.err.contains("`keep_alive` is"), "{ran:#?}");
    let forced = table(&project);
    assert!(forced.contains("keep_alive = 301 # mine\n"), "{forced}");
    assert!(forced.contains("team = \"us\"\n"), "{forced}");
}

#[test]
fn a_table_by_hand_is_completed() {
    let project = Project::new(SEVERAL);
    let by_hand = "[tool.fal.apps.several]\nauth = \"public\"\nmax_concurrency = 9\nhealth_check = { path = \"/mine\" }\n";
    project.write("pyproject.toml", by_hand);
    let ran = project.write_only(&[]);
    for told in [
        "`auth` is \"public\" in `pyproject.toml` and \"private\" in the code: it stays \"public\"",
        "`max_concurrency` is 9 in `pyproject.toml`, and the code does not say it",
        "`health_check.path` is \"/mine\" in `pyproject.toml` and \"/ready\" in the code",
    ] {
        assert!(ran.err.contains(told), "{ran:#?}");
    }
    let text = project.read("pyproject.toml");
    assert!(text.contains("exposed_port = 8080\n"), "{text}");
    assert!(text.contains("dockerfile = \"Dockerfile\"\n"), "{text}");
    // Whose table this is stays known.
    assert!(!text.contains("Written by"), "{text}");
}

#[test]
fn the_callers_of_an_app_are_not_shut_out() {
    let project = Project::new(EVERY_KEY);
    project.write_only(&[]);
    let says = project.refused(&["--write-only", "--auth", "private"]);
    let told = "`auth` is \"shared\" in `pyproject.toml`, and `--auth private` shuts callers out";
    assert!(says.contains(told), "{says}");
    assert!(table(&project).contains("auth = \"shared\"\n"));
    // The owner would pay for them.
    let says = project.refused(&["--write-only", "--auth", "public"]);
    let told = "`--auth public` lets anyone call without a key: you would pay for every call\nhelp: add `--force`";
    assert!(says.contains(told), "{says}");
    project.write_only(&["--auth", "private", "--force"]);
    assert!(table(&project).contains("auth = \"private\"\n"));
    // More callers are no fault.
    project.write_only(&["--auth", "public"]);
    assert!(table(&project).contains("auth = \"public\"\n"));
}

#[test]
fn a_shared_app_says_what_each_endpoint_costs() {
    for (app, endpoint) in [
        (BARE, "`answer` (/) says"),
        (SEVERAL, "`stream` (/stream) says"),
    ] {
        let project = Project::new(app);
        let says = project.refused(&["--auth", "shared"]);
        assert!(says.contains(endpoint), "{says}");
        assert!(says.contains("nothing of billing"), "{says}");
        assert!(!project.has("pyproject.toml") && !project.has("Dockerfile"));
        // Whoever made it shared.
        let name = if app == BARE { "bare" } else { "several" };
        let shared = format!("[tool.fal.apps.{name}]\nauth = \"shared\"\n");
        project.write("pyproject.toml", &shared);
        assert!(project.refused(&["--write-only"]).contains(endpoint));
    }
}

#[test]
fn an_app_in_python_is_not_replaced_unless_by_force() {
    let project = Project::new(BARE);
    project.write(
        "pyproject.toml",
        "[tool.fal.apps.bare]\nref = \"bare.py::Bare\"\n",
    );
    let says = project.refused(&["--write-only"]);
    assert!(says.contains("is an app in Python: it has `ref`"), "{says}");
    project.write_only(&["--force"]);
    assert!(!project.read("pyproject.toml").contains("ref ="));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let project = Project::new(BARE);
    for (text, told) in [
        ("[tool.fal", "`pyproject.toml` is not valid TOML"),
        ("tool = 3\n", "in `pyproject.toml` is not in a table"),
        (
            "[tool.fal.apps]\nbare = 3\n",
            "in `pyproject.toml` is not in a table",
        ),
    ] {
        project.write("pyproject.toml", text);
        let says = project.refused(&["--write-only"]);
        assert!(says.contains(told), "{says}");
        assert_eq!(project.read("pyproject.toml"), text);
    }
}

#[test]
fn a_dry_run_prints_a_diff_and_writes_nothing() {
    let project = Project::new(BARE);
    let before = "[project]\nname = \"tools\"\n";
    project.write("pyproject.toml", before);
    let ran = project.run_in("", &["--dry-run"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let expected = "--- a/pyproject.toml\n+++ b/pyproject.toml\n@@ -1,2 +1,15 @@\n [project]\n name = \"tools\"\n+\n+# Written by";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    assert!(
        ran.out
            .contains("--- /dev/null\n+++ b/Dockerfile\n@@ -0,0 +1,"),
        "{}",
        ran.out
    );
    assert_eq!(project.read("pyproject.toml"), before);
    assert!(!project.has("Dockerfile") && !project.has(".dockerignore"));
    // Nothing is to be written twice.
    project.write_only(&[]);
    assert_eq!(
        project.run_in("", &["--dry-run"]).out,
        "nothing is to be written: `pyproject.toml`, `Dockerfile`, `.dockerignore` would stay as they are\n"
    );
}

#[test]
fn machine_seconds_are_asked_of_the_fal_team() {
    let project = Project::new(CARD);
    let ran = project.write_only(&[]);
    let told = "note: ask the fal team to let the price of `/raw` count compute seconds: it says no units, and by any other price each request would cost one unit\n";
    assert!(ran.err.contains(told), "{ran:#?}");
    // The owner of a private app pays for the machine anyway.
    let project = Project::new(CARD);
    let ran = project.write_only(&["--auth", "private"]);
    assert!(!ran.err.contains("compute seconds"), "{ran:#?}");
}
