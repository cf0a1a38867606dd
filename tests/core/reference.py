"""The reference function of the method SS-1.0, word for word: the oracle that our scoring must agree with."""

# ruff: noqa
# fmt: off
from fractions import Fraction as F
ORD = "ABCD"
worst = lambda a, b: max(a, b, key=ORD.index)
band = lambda x: "A" if x >= 85 else "B" if x >= 65 else "C" if x >= 40 else "D"

def result(domains, ans, fill=None):
    """domains: [{id, weight, limiting, standards: [{weight, criteria: [(code, w, critical)]}]}]
    ans: code -> 0..3 or "NA"; absent = not assessed. fill: None, 0 (low bound) or 3 (high bound)."""
    out, num, den, got, scope, zeros = {}, F(0), F(0), 0, 0, 0
    for d in domains:
        dn, dd, a, n, cap, crit_missing = F(0), F(0), 0, 0, "A", False
        for s in d["standards"]:
            p, q = F(0), F(0)
            for code, w, critical in s["criteria"]:
                v = ans.get(code)
                if v == "NA":
                    continue
                n += 1
                if v is None:
                    crit_missing |= bool(critical)
                    if fill is None:
                        continue
                    v = fill
                else:
                    a += 1
                p += F(w) * v
                q += 3 * F(w)
                if critical and v == 0:
                    cap, zeros = "D", zeros + 1
                elif critical and v == 1:
                    cap = worst(cap, "C")
            if q:
                dn += F(s["weight"]) * 100 * p / q
                dd += F(s["weight"])
        if n == 0:
            continue                                   # all NA
        got, scope = got + a, scope + n
        rating, score = "NR", None
        if dd:
            score = dn / dd
            num, den = num + F(d["weight"]) * score, den + F(d["weight"])
            if fill is not None or (F(a, n) >= F(4, 5) and not crit_missing):
                rating = worst(band(score), cap)
        out[d["id"]] = dict(score=score, rating=rating, cap=cap, limiting=d["limiting"], coverage=F(a, n))
    if not den:
        return dict(domains=out, score=None, rating="NR")
    lend = lambda r, lim: {"D": "D" if lim else "C", "C": "C" if lim else "B"}.get(r, "A")
    caps = [(k, lend(x["rating"], x["limiting"])) for k, x in out.items()]
    at_most = "A"
    for x in out.values():
        at_most = worst(at_most, lend(x["cap"], x["limiting"]))
    if zeros >= 2:
        caps.append(("two_critical_zero", "D"))
        at_most = "D"
    score = num / den
    rating = band(score)
    for _, c in caps:
        rating = worst(rating, c)
    by = [k for k, c in caps if c == rating] if rating != band(score) else []
    if fill is None and (F(got, scope) < F(4, 5) or any(x["rating"] == "NR" and x["limiting"] for x in out.values())):
        rating = "NR"
    return dict(domains=out, score=score, band=band(score), rating=rating, capped_by=by,
                at_most=None if at_most == "A" else at_most, coverage=F(got, scope))

def shown(x):                                          # cut to one decimal
    t = x * 10 // 1
    return f"{t // 10}.{t % 10}"
