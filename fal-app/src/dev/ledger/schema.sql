-- The file of the local marketplace. Integers throughout: money in nano-dollars, units in counts of 10⁻⁸, times in
-- milliseconds since 1970, UTC.
--
-- What happened is a row, and rows are only added: triggers refuse to change, remove or replace one (`file.rs` makes them for
-- every table of records). `balances` and `in_flight` are no record. They are sums over the rows, kept by triggers in the
-- transaction that adds a row, so that a request costs the same with ten million rows before it. Both can be computed anew
-- from the rows at any time. The tables of the queue are no record either.

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
    reserve INTEGER NOT NULL CHECK (reserve >= 0)
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
    source TEXT NOT NULL CHECK (source IN ('none', 'header', 'machine_seconds', 'report', 'timings')),
    units INTEGER NOT NULL CHECK (units >= 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    -- Why nothing is charged although the answer speaks of units.
    flag TEXT,
    CHECK (flag IS NULL OR amount = 0)
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

-- A result that is to be sent to a URL.
CREATE TABLE webhooks (
    request_id BLOB PRIMARY KEY REFERENCES accepted,
    url TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT, WITHOUT ROWID;

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
CREATE INDEX queue_completed ON queue (completed_at) WHERE state = 'completed';

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

-- Sums over these two, kept by triggers.
CREATE TABLE queue_held (
    what TEXT PRIMARY KEY,
    number INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

INSERT INTO queue_held (what) VALUES ('inputs'), ('results');

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

CREATE TRIGGER refunded_at_most BEFORE INSERT ON refunded
WHEN NEW.amount > (SELECT amount FROM settled WHERE request_id = NEW.request_id) BEGIN
    SELECT RAISE(ABORT, 'a refund is never more than was charged');
END;
