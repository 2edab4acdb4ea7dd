"""How a clause tells what it tells: as done, still to come, supposed, alleged, or only meant."""

from typing import Final

from ingest.tree import Node

_AUXILIARIES: Final = frozenset(("can", "could", "may", "might", "will", "would", "shall", "ca", "wo"))


def still_to_come(node: Node) -> bool:
    """ "Has yet to recognise", "is yet to decide": told of what has not been done."""
    head = node.head
    return (
        node.dep == "xcomp"
        and head is not None
        and head.lemma in ("have", "be")
        and any(kid.lower == "yet" for kid in head.kids)
    )


def counterfactual(node: Node) -> bool:
    """ "Would have eased", "could have voted for": what was not done."""
    aux = [kid.lower for kid in node.children("aux", "auxpass")]
    return "have" in aux and any(word in ("would", "could", "should", "might", "'d", "’d") for word in aux)


def none_there(node: Node) -> bool:
    """ "There will be no deal", "there can be no return"."""
    return (
        node.lemma == "be"
        and any(kid.dep == "expl" for kid in node.kids)
        and any(kid.dep == "aux" and kid.lower in ("will", "can", "wo", "ca") for kid in node.kids)
        and any(k.lower == "no" for kid in node.children("attr", "nsubj") for k in kid.kids)
    )


def alleged(node: Node) -> bool:
    """ "Denied that ...", "accused Bonn of arming ...": what others do or hold is told, and not as real."""
    if node.lemma == "deny":
        return bool(node.children("ccomp"))
    charge = {"accuse": "of", "blame": "for"}.get(node.lemma)
    return charge is not None and any(kid.lower == charge for kid in node.children("prep"))


def merely_meant(node: Node) -> bool:
    """ "The failure to evacuate": an infinitive behind a noun tells no deed."""
    return node.dep == "acl" and any(kid.lower == "to" and kid.dep == "aux" for kid in node.kids)


def contradicted(node: Node) -> bool:
    """ "Contradicted the president, according to whom Delhi had asked for it"."""
    return any(above.lemma == "contradict" for above in node.ancestors())


def announced(verb: Node) -> bool:
    """Whether a passive without agent tells what will be done: "will be lifted", said by who decides it."""
    if any(kid.dep == "agent" for kid in verb.kids):
        return False
    return any(kid.dep == "aux" and kid.lower in _AUXILIARIES for kid in verb.kids)


def quoted(node: Node) -> bool:
    """Whether the verb stands behind or inside its quotation, which it only introduces."""
    return any(kid.dep == "ccomp" and kid.i < node.i for kid in node.kids)
