"""What the numbers of documents say."""

from thiduascore.plugin import document_key, document_number

for text in ("Số: 98/2023/NĐ-CP", "07–KL/TW", "7250/UBND-TH2"):
    read = document_number(text)
    assert read is not None
    print(read, read.form, read.kind or "–", read.issuer)
print(document_key("05/CT-BTTTT", "Bộ TT&TT", None) == document_key("5/CT–BTTTT", "bộ TT&TT", None))
