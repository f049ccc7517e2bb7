"""Types of Vietnamese official documents: code, name and the kind of announcement they make."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.announcement import Kind


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document: `code` as in numbers, `name` in folded lower case, `kind` of announcement.

    `is_plain` tells that the code alone, typed beside a number, can hardly mean anything else.
    """

    code: str
    name: str
    kind: Kind = Kind.OTHER
    is_plain: bool = False


# Source: Decree 30/2020/NĐ-CP, Annex III; the laws' own types; Party papers (KL, CTHĐ, CV).
DOCUMENT_TYPES = (
    DocumentType("KH", "ke hoach", Kind.PLAN, is_plain=True),
    DocumentType("TB", "thong bao", Kind.NOTICE, is_plain=True),
    DocumentType("QĐ", "quyet dinh", Kind.DECISION, is_plain=True),
    DocumentType("NQ", "nghi quyet", Kind.RESOLUTION, is_plain=True),
    DocumentType("CV", "cong van", Kind.DISPATCH, is_plain=True),
    DocumentType("CT", "chi thi", Kind.DISPATCH),
    DocumentType("CĐ", "cong dien", Kind.DISPATCH),
    DocumentType("BC", "bao cao", Kind.REPORT),
    DocumentType("HD", "huong dan"),
    DocumentType("CTHĐ", "chuong trinh hanh dong", Kind.PLAN, is_plain=True),
    DocumentType("CTr", "chuong trinh", Kind.PLAN, is_plain=True),
    DocumentType("PA", "phuong an", Kind.PLAN),
    DocumentType("ĐA", "de an", Kind.PLAN),
    DocumentType("DA", "du an", Kind.PLAN),
    DocumentType("TTr", "to trinh", is_plain=True),
    DocumentType("GM", "giay moi", Kind.NOTICE),
    DocumentType("TC", "thong cao", Kind.NOTICE),
    DocumentType("QC", "quy che"),
    DocumentType("QyĐ", "quy dinh"),
    DocumentType("BB", "bien ban"),
    DocumentType("HĐ", "hop dong"),
    DocumentType("BGN", "ban ghi nho"),
    DocumentType("BTT", "ban thoa thuan"),
    DocumentType("GUQ", "giay uy quyen"),
    DocumentType("GGT", "giay gioi thieu"),
    DocumentType("GNP", "giay nghi phep"),
    DocumentType("PG", "phieu gui"),
    DocumentType("PC", "phieu chuyen"),
    DocumentType("PB", "phieu bao"),
    DocumentType("SY", "ban sao y"),
    DocumentType("TrS", "ban trich sao"),
    DocumentType("SL", "ban sao luc"),
    DocumentType("KL", "ket luan"),
    DocumentType("NĐ", "nghi dinh", is_plain=True),
    DocumentType("TTLT", "thong tu lien tich", is_plain=True),
    DocumentType("TT", "thong tu"),
    DocumentType("QH", "luat"),
    DocumentType("UBTVQH", "phap lenh"),
)

# Folded codes of bodies that residents write behind a number or a type.
# fmt: off
BODY_CODES = frozenset((
    "ubnd", "hdnd", "ub", "ubmttq", "mttq", "tu", "du", "qu", "btv", "bch", "bcd", "bql", "bchqs", "cp", "ttg",
    "vpcp", "ca", "cap", "tyt", "ttyt", "ttpvhcc", "hdnvqs", "bvhtt", "bnv", "snv", "btc", "bca", "byt", "btp",
    "bkhdt", "btttt", "btnmt", "bgddt", "bqp", "bct", "bxd", "bgtvt", "bldtbxh", "sldtbxh", "sgddt", "stnmt", "syt",
    "stp", "vp", "dtn", "hlhpn", "hccb",
))
# fmt: on
