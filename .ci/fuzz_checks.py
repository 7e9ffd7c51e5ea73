"""What schemathesis checks of each answer beside its own checks."""

import schemathesis


@schemathesis.check
def one_units_header(context, response, case):
    sent = response.headers.get("x-fal-billable-units", [])
    assert len(sent) == 1, f"an answer says once what it costs, this one {len(sent)} times: {sent}"
