-- The file of the local marketplace. Integers throughout: money in nano-dollars, units in counts of 10⁻⁸, times in
-- milliseconds since 1970, UTC.
--
-- What happened is a row, and rows are only added: triggers refuse to change, remove or replace one (`file.rs` makes them for
-- every table of records). `balances`, `in_flight`, `hours`, `last_uses` and `due_webhooks` are no record. They follow from the
-- rows, kept by triggers in the transaction that adds a row, so that a request costs the same with ten million rows before it.
-- They can be computed anew from the rows at any time. The tables of the queue and the bodies are no record either.

CREATE TABLE users (
    user INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

-- The secret of a key is shown once, and never kept.
CREATE TABLE keys (
    key INTEGER PRIMARY KEY,
    key_id TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL,
    user INTEGER NOT NULL REFERENCES users,
    label TEXT NOT NULL,
    -- The app whose process has it, by its name; NULL for the key of a caller.
    app TEXT,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE TABLE revocations (
    key INTEGER PRIMARY KEY REFERENCES keys,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE TABLE credits (
    credit INTEGER PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

-- A version is a number of this sequence. What holds at a version is the last row up to it: of that endpoint or of all
-- endpoints, or of that machine.
CREATE TABLE prices (
    version INTEGER PRIMARY KEY,
    endpoint TEXT,
    machine TEXT,
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    CHECK (endpoint IS NULL OR machine IS NULL)
) STRICT;

-- A request's id is a UUID of version 7. It begins with the time, so new rows stand at the end of the table, and a window
-- of time is a range of ids.
CREATE TABLE accepted (
    request_id BLOB PRIMARY KEY CHECK (length(request_id) = 16),
    key INTEGER REFERENCES keys,
    payer INTEGER NOT NULL REFERENCES users,
    endpoint TEXT NOT NULL,
    price_version INTEGER NOT NULL REFERENCES prices,
    reserve INTEGER NOT NULL CHECK (reserve >= 0),
    -- The most units that it may cost by its quote; NULL where that says no most.
    most INTEGER CHECK (most >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
    request_id BLOB NOT NULL REFERENCES accepted,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (request_id, name)
) STRICT, WITHOUT ROWID;

-- Answered, but billed by a report that is still to come.
CREATE TABLE deferred (
    request_id BLOB PRIMARY KEY REFERENCES accepted,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    -- The app that will report, by its name.
    app TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    status INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What apps reported. The first report of a deferred request is charged; what was reported beside it is only kept.
CREATE TABLE reports (
    request_id BLOB NOT NULL REFERENCES accepted,
    units INTEGER NOT NULL CHECK (units >= 0),
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    PRIMARY KEY (request_id, units)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled (
    request_id BLOB PRIMARY KEY REFERENCES accepted,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    attempt INTEGER NOT NULL,
    -- NULL where the marketplace ended before an answer came.
    status INTEGER,
    milliseconds INTEGER,
    source TEXT NOT NULL CHECK (source IN ('none', 'header', 'machine_seconds', 'report', 'timings', 'session')),
    units INTEGER NOT NULL CHECK (units >= 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    -- Why nothing is charged although the answer speaks of units.
    flag TEXT,
    CHECK (flag IS NULL OR amount = 0)
) STRICT, WITHOUT ROWID;

-- How long the app was at an attempt: from sending it until the last byte of its answer was here, or it was given up. A
-- count of 10⁻⁸ seconds. There is none where the marketplace ended in between.
CREATE TABLE work (
    request_id BLOB NOT NULL REFERENCES accepted,
    attempt INTEGER NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds >= 0),
    PRIMARY KEY (request_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE refunded (
    request_id BLOB PRIMARY KEY REFERENCES settled,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    units INTEGER NOT NULL CHECK (units >= 0),
    amount INTEGER NOT NULL CHECK (amount >= 0)
) STRICT, WITHOUT ROWID;

-- What an attempt answered after it was given up. It costs nothing.
CREATE TABLE late (
    request_id BLOB NOT NULL REFERENCES accepted,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    status INTEGER NOT NULL,
    units INTEGER NOT NULL CHECK (units >= 0),
    PRIMARY KEY (request_id, attempt)
) STRICT, WITHOUT ROWID;

-- The keys that webhooks are signed with. The file is made with one.
CREATE TABLE signing_keys (
    signing_key INTEGER PRIMARY KEY,
    pkcs8 BLOB NOT NULL,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

-- A result that is to be sent to a URL. The receiver is its host and port.
CREATE TABLE webhooks (
    request_id BLOB PRIMARY KEY REFERENCES accepted,
    url TEXT NOT NULL,
    receiver TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT, WITHOUT ROWID;

-- Somebody asked that it is sent again. That begins a new round of attempts; the first round has the number 1.
CREATE TABLE redeliveries (
    request_id BLOB NOT NULL REFERENCES webhooks,
    round INTEGER NOT NULL CHECK (round > 1),
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    PRIMARY KEY (request_id, round)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_attempts (
    request_id BLOB NOT NULL REFERENCES webhooks,
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    round INTEGER NOT NULL CHECK (round > 0),
    -- When it began.
    at INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    -- NULL where there was no answer.
    status INTEGER,
    -- Why it failed; NULL where it was delivered.
    error TEXT,
    -- When it is tried again; NULL where it is not.
    next_at INTEGER,
    PRIMARY KEY (request_id, attempt),
    CHECK (error IS NOT NULL OR next_at IS NULL)
) STRICT, WITHOUT ROWID;

-- What callers sent, where the owner wants it kept: the newest, within bounds. It is no record.
CREATE TABLE bodies (
    request_id BLOB PRIMARY KEY REFERENCES accepted,
    body BLOB NOT NULL
) STRICT;

-- Sums over these, kept by triggers.
CREATE TABLE bodies_held (
    number INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

INSERT INTO bodies_held VALUES (0, 0);

CREATE TRIGGER bodies_more AFTER INSERT ON bodies BEGIN
    UPDATE bodies_held SET number = number + 1, bytes = bytes + length(NEW.body);
END;

CREATE TRIGGER bodies_less AFTER DELETE ON bodies BEGIN
    UPDATE bodies_held SET number = number - 1, bytes = bytes - length(OLD.body);
END;

CREATE TABLE balances (
    user INTEGER PRIMARY KEY REFERENCES users,
    credited INTEGER NOT NULL DEFAULT 0,
    reserved INTEGER NOT NULL DEFAULT 0,
    charged INTEGER NOT NULL DEFAULT 0,
    refunded INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Accepted and not settled.
CREATE TABLE in_flight (
    request_id BLOB PRIMARY KEY REFERENCES accepted
) STRICT, WITHOUT ROWID;

-- Sums of what was settled, by the hour in which it was accepted, counted from 1970.
CREATE TABLE hours (
    hour INTEGER NOT NULL,
    -- 0 for one who did not say who they are.
    caller INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    -- Requests that cost units, and those that did not.
    charged INTEGER NOT NULL DEFAULT 0,
    free INTEGER NOT NULL DEFAULT 0,
    -- Less what was refunded: whole units, and a count of 10⁻⁸ of them. One count of both could become too large.
    units INTEGER NOT NULL DEFAULT 0,
    units_e8 INTEGER NOT NULL DEFAULT 0,
    amount INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (hour, caller, endpoint)
) STRICT, WITHOUT ROWID;

-- The last request that was accepted with a key.
CREATE TABLE last_uses (
    key INTEGER PRIMARY KEY REFERENCES keys,
    request_id BLOB NOT NULL
) STRICT;

-- Webhooks that are to be sent, and when.
CREATE TABLE due_webhooks (
    request_id BLOB PRIMARY KEY REFERENCES webhooks,
    round INTEGER NOT NULL,
    receiver TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX due_webhooks_of_receiver ON due_webhooks (receiver, at);

-- The queue: a row changes while its request moves on, and is removed when its result is old. What a request costs stands in
-- the records alone.
CREATE TABLE queue (
    place INTEGER PRIMARY KEY,
    request_id BLOB NOT NULL UNIQUE REFERENCES accepted,
    -- Whether it is behind all that are not.
    low INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'completed')),
    -- The attempts so far.
    attempt INTEGER NOT NULL DEFAULT 0,
    -- What is left of its retries, as the gateway writes it.
    retries TEXT NOT NULL,
    -- Until when it must have started.
    start_by INTEGER,
    -- Whether its caller says that.
    is_callers_time INTEGER NOT NULL,
    -- Before that, it is not tried again.
    not_before INTEGER NOT NULL DEFAULT 0,
    webhook TEXT,
    -- Whether its result is still to be sent. Until then it is kept.
    is_owed INTEGER NOT NULL DEFAULT 0,
    is_cancelled INTEGER NOT NULL DEFAULT 0,
    -- What the app printed while it worked on it, as the gateway writes it.
    logs TEXT NOT NULL DEFAULT '[]',
    -- NULL until it is completed.
    completed_at INTEGER,
    -- How long the attempt took that answered it.
    milliseconds INTEGER,
    error TEXT,
    error_type TEXT
) STRICT;

CREATE INDEX queue_waiting ON queue (low, place) WHERE state = 'queued';
CREATE INDEX queue_completed ON queue (completed_at) WHERE state = 'completed' AND NOT is_owed;

-- What the app is sent; removed when the request is completed.
CREATE TABLE queue_inputs (
    place INTEGER PRIMARY KEY REFERENCES queue,
    path TEXT NOT NULL,
    headers BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- What the caller gets.
CREATE TABLE queue_results (
    place INTEGER PRIMARY KEY REFERENCES queue,
    status INTEGER NOT NULL,
    headers BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- Sums over these two, kept by triggers. Results that are owed are counted apart: they are kept.
CREATE TABLE queue_held (
    what TEXT PRIMARY KEY,
    number INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

INSERT INTO queue_held (what) VALUES ('inputs'), ('results'), ('owed');

CREATE TRIGGER queue_inputs_more AFTER INSERT ON queue_inputs BEGIN
    UPDATE queue_held SET number = number + 1, bytes = bytes + length(NEW.headers) + length(NEW.body) WHERE what = 'inputs';
END;

CREATE TRIGGER queue_inputs_less AFTER DELETE ON queue_inputs BEGIN
    UPDATE queue_held SET number = number - 1, bytes = bytes - length(OLD.headers) - length(OLD.body) WHERE what = 'inputs';
END;

CREATE TRIGGER queue_results_more AFTER INSERT ON queue_results BEGIN
    UPDATE queue_held SET number = number + 1, bytes = bytes + length(NEW.headers) + length(NEW.body) WHERE what = 'results';
END;

CREATE TRIGGER queue_results_less AFTER DELETE ON queue_results BEGIN
    UPDATE queue_held SET number = number - 1, bytes = bytes - length(OLD.headers) - length(OLD.body) WHERE what = 'results';
END;

CREATE TRIGGER queue_results_owed AFTER UPDATE OF is_owed ON queue WHEN NEW.is_owed != OLD.is_owed BEGIN
    UPDATE queue_held SET
        number = number + iif((what = 'owed') = NEW.is_owed, 1, -1),
        bytes = bytes + iif((what = 'owed') = NEW.is_owed, 1, -1)
            * (SELECT length(headers) + length(body) FROM queue_results WHERE place = NEW.place)
    WHERE what IN ('results', 'owed');
END;

CREATE TRIGGER users_balance AFTER INSERT ON users BEGIN
    INSERT INTO balances (user) VALUES (NEW.user);
END;

CREATE TRIGGER credits_balance AFTER INSERT ON credits BEGIN
    UPDATE balances SET credited = credited + NEW.amount WHERE user = NEW.user;
END;

CREATE TRIGGER accepted_balance AFTER INSERT ON accepted BEGIN
    UPDATE balances SET reserved = reserved + NEW.reserve WHERE user = NEW.payer;
    INSERT INTO in_flight VALUES (NEW.request_id);
END;

CREATE TRIGGER settled_balance AFTER INSERT ON settled BEGIN
    UPDATE balances SET
        reserved = reserved - (SELECT reserve FROM accepted WHERE request_id = NEW.request_id),
        charged = charged + NEW.amount
    WHERE user = (SELECT payer FROM accepted WHERE request_id = NEW.request_id);
    DELETE FROM in_flight WHERE request_id = NEW.request_id;
END;

CREATE TRIGGER refunded_balance AFTER INSERT ON refunded BEGIN
    UPDATE balances SET refunded = refunded + NEW.amount
    WHERE user = (SELECT payer FROM accepted WHERE request_id = NEW.request_id);
END;

CREATE TRIGGER accepted_use AFTER INSERT ON accepted WHEN NEW.key IS NOT NULL BEGIN
    INSERT INTO last_uses VALUES (NEW.key, NEW.request_id)
    ON CONFLICT DO UPDATE SET request_id = max(request_id, excluded.request_id);
END;

-- The hour of a request is in its id, whose first 48 bits are milliseconds. JSON reads them as one number.
CREATE TRIGGER settled_hour AFTER INSERT ON settled BEGIN
    INSERT INTO hours
    SELECT
        ('0x' || hex(substr(request_id, 1, 6)) ->> '$') / 3600000, coalesce(user, 0), endpoint,
        iif(NEW.units > 0 AND NEW.flag IS NULL, 1, 0), iif(NEW.units > 0 AND NEW.flag IS NULL, 0, 1),
        iif(NEW.flag IS NULL, NEW.units / 100000000, 0), iif(NEW.flag IS NULL, NEW.units % 100000000, 0), NEW.amount
    FROM accepted LEFT JOIN keys USING (key) WHERE request_id = NEW.request_id
    ON CONFLICT DO UPDATE SET
        charged = charged + excluded.charged, free = free + excluded.free,
        units = units + excluded.units, units_e8 = units_e8 + excluded.units_e8, amount = amount + excluded.amount;
END;

CREATE TRIGGER refunded_hour AFTER INSERT ON refunded BEGIN
    UPDATE hours SET
        units = units - NEW.units / 100000000, units_e8 = units_e8 - NEW.units % 100000000, amount = amount - NEW.amount
    WHERE (hour, caller, endpoint) = (
        SELECT ('0x' || hex(substr(request_id, 1, 6)) ->> '$') / 3600000, coalesce(user, 0), endpoint
        FROM accepted LEFT JOIN keys USING (key) WHERE request_id = NEW.request_id
    );
END;

CREATE TRIGGER refunded_at_most BEFORE INSERT ON refunded
WHEN NEW.amount > (SELECT amount FROM settled WHERE request_id = NEW.request_id) BEGIN
    SELECT RAISE(ABORT, 'a refund is never more than was charged');
END;

CREATE TRIGGER webhooks_due AFTER INSERT ON webhooks BEGIN
    INSERT INTO due_webhooks VALUES (NEW.request_id, 1, NEW.receiver, NEW.at);
END;

CREATE TRIGGER redeliveries_due AFTER INSERT ON redeliveries BEGIN
    DELETE FROM due_webhooks WHERE request_id = NEW.request_id;
    INSERT INTO due_webhooks
    SELECT request_id, NEW.round, receiver, NEW.at FROM webhooks WHERE request_id = NEW.request_id;
END;

-- An attempt of an older round changes nothing of what is due.
CREATE TRIGGER webhook_attempts_again AFTER INSERT ON webhook_attempts WHEN NEW.next_at IS NOT NULL BEGIN
    UPDATE due_webhooks SET at = NEW.next_at WHERE request_id = NEW.request_id AND round = NEW.round;
END;

CREATE TRIGGER webhook_attempts_last AFTER INSERT ON webhook_attempts WHEN NEW.next_at IS NULL BEGIN
    DELETE FROM due_webhooks WHERE request_id = NEW.request_id AND round = NEW.round;
END;

CREATE TRIGGER due_webhooks_owed AFTER INSERT ON due_webhooks BEGIN
    UPDATE queue SET is_owed = 1 WHERE request_id = NEW.request_id;
END;

CREATE TRIGGER due_webhooks_done AFTER DELETE ON due_webhooks BEGIN
    UPDATE queue SET is_owed = 0 WHERE request_id = OLD.request_id;
END;
