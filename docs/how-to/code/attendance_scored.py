"""An engine with the plugin of this folder, and a ruleset that uses its method."""

import attendance

from thiduascore import Engine, explain

RULESET = """
format = 1
[campaign]
id = "meetings"
title = { vi = "Họp giao ban", en = "Meetings" }
issuer = "Sở Ví dụ"
document = { number = "07/KH-SVD", date = 2024-01-15 }
period = { year = 2024 }
version = "1.0.0"
[scoring]
total = 10
[facts.present]
label = { vi = "Số buổi có mặt", en = "Meetings attended" }
type = "count"
[facts.held]
label = { vi = "Số buổi đã họp", en = "Meetings held" }
type = "count"
[[items]]
id = "1"
title = { vi = "Họp", en = "Meetings" }
weight = 10
weight_source = "project"
source = "Mục 1"
[[items.criteria]]
id = "1.1"
title = { vi = "Tham dự", en = "Attendance" }
points = 10
method = "attendance"
present = "present"
held = "held"
"""

engine = Engine(plugins=[attendance])
ruleset = engine.load(RULESET)
facts = {"present": 11, "held": 12}
[submission] = engine.read(ruleset, {"unit": {"id": "a", "name": "Đơn vị A"}, "facts": facts}).submissions
print(explain(engine.score(ruleset, submission), "en"))
