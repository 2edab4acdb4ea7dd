"""Who takes which stance on what in one sentence: stance frames over the dependency parse.

Frames are data (`ingest/lexicon/frames.toml`); this module only knows where holder and content of each
kind of frame stand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.conditions import condition, depends, effect, hypothetical
from ingest.lexicon import Cue, Slots
from ingest.measures import Finder, Hit
from ingest.reading import Holder
from ingest.targets import Ranked
from ingest.telling import (
    alleged,
    announced,
    contradicted,
    counterfactual,
    merely_meant,
    none_there,
    quoted,
    still_to_come,
)
from ingest.tree import (
    Node,
    agents,
    antecedent,
    complements,
    is_passive,
    matches,
    objects,
    phrase,
    roots,
    tree,
)
from ontology.terms import Measure, Stance

_THAT_IS_CONTENT: Final = frozenset(
    ("call", "propose", "want", "hope", "accept", "oppose", "reject", "condemn", "block")
)
_SUBORDINATE: Final = frozenset(("advcl", "ccomp", "acl", "prep"))
_FUTURE: Final = frozenset(("will", "wo", "'ll", "’ll", "shall", "would", "'d", "’d"))
_OWN_DECISION: Final = frozenset(("make", "end"))
_BARE: Final = frozenset(("accept", "oppose", "reject", "back", "abstain", "vote_for"))
_SHUT: Final = ("decline", "refuse")
_OWNER_DEPS: Final = ("poss", "amod", "compound", "nmod")
_OWNER_PREPOSITIONS: Final = ("from", "by", "of", "among", "in")


@dataclass(frozen=True, slots=True)
class Rule:
    """What fired: the frame's name, its group in the lexicon, whether it tells a decision or deed."""

    frame: str
    group: str = ""
    deed: bool = False
    framed: bool = True
    """False where no frame fired, and the learned reader alone has it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A stance found: whose, towards which hit, by which frame, under what condition and to what effect."""

    holders: tuple[Holder, ...]
    stance: Stance
    hit: Hit
    targets: tuple[str | None, ...]
    rule: Rule
    verb: Node
    condition: str | None = None
    reported_by: str | None = None
    ranked: Ranked | None = None
    effect: Stance | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    """Who speaks in a clause, who reports it, and whether it is told as real."""

    speakers: tuple[Holder, ...]
    reported_by: str | None
    real: bool = True


class Sentence:
    """One passage, scanned for claims."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.passage = finder.passage
        self._lexicon = finder.lexicon
        self._reading = finder.reading
        self._memory = finder.memory
        self.nodes = tree(self.passage.span)
        self.unreal: set[int] = set()
        """Words told of as denied, supposed, alleged, undone: nobody's stance, whatever they say."""
        self._used: set[int] = set()
        self._claims: list[Claim] = []

    def survey(self) -> None:
        """Add the measures that the passage names to the memory of the text."""
        self.finder.survey(self.nodes)

    def claims(self) -> list[Claim]:
        """All claims of the passage, in the order of the parse."""
        voice = self.passage.voice
        asks = self.passage.span.text.rstrip().endswith(("?", "?”", '?"'))
        for root in roots(self.nodes):
            self._visit(root, _Context(voice.holders, voice.reported_by, real=not asks))
        return self._claims

    # ------------------------------------------------------------ the walk

    def _visit(self, node: Node, context: _Context) -> None:
        inner = context
        if node.verbal or node.dep in ("relcl", "advcl", "ccomp"):
            if node.dep in _SUBORDINATE and hypothetical(self._lexicon.conditions, node):
                context = inner = replace(context, real=False)
            if still_to_come(node) or counterfactual(node) or contradicted(node):
                context = inner = replace(context, real=False)
            inner = self._clause(node, context)
        elif node.nominal and node.i not in self._used:
            self._noun(node, context)
        if not context.real:
            self.unreal.add(node.i)
        for kid in node.kids:
            if kid.dep == "conj" and alleged(node):
                self._visit(kid, context)
                continue
            self._visit(
                kid, inner if kid.dep in ("ccomp", "xcomp", "conj", "parataxis", "prep", "oprd") else context
            )

    def _clause(self, node: Node, context: _Context) -> _Context:
        """Emit what the clause says; give back the context of the clauses that complete it."""
        context = self._according(node, context)
        if node.i in self._used:
            return context
        if self._is(node, self._lexicon.guesses) or alleged(node):
            return replace(context, real=False)
        if self._echo(node, context):
            return context
        cued = self.finder.verb_cue(node)
        undecided = cued is not None and cued[0].group in ("decide", "tell") and self.finder.negated(node)
        if any(self._kept_back(part, context) for part in (node, *_told(node))):
            return context
        if cued is not None and undecided and self._stance(node, *cued, context):
            return context
        reported = self._reported(node)
        if reported and not (cued and cued[0].group in _THAT_IS_CONTENT and not quoted(node)):
            if node.lemma == "deny" or self.finder.negated(node):
                return replace(context, real=False)
            self._small_clause(node, context)
            return self._spoken(node, context)
        if (
            self._demand(node, context)
            or self._verdict(node, context)
            or self._judging(node, context)
            or self._small_clause(node, context)
        ):
            return context
        if cued is not None and self._stance(node, *cued, context):
            return context
        if self._depends(node, context) or self._own_measure(node, context):
            return context
        return context

    @staticmethod
    def _is(node: Node, phrases: Mapping[str, tuple[Slots, ...]]) -> bool:
        return any(matches(node, slots) is not None for slots in phrases.get(node.lemma, ()))

    # ------------------------------------------------------------ who speaks

    def _according(self, node: Node, context: _Context) -> _Context:
        for kid in node.children("prep"):
            if kid.lower == "according":
                named = [p for to in kid.children("prep") for p in complements(to)] or complements(kid)
                return self._by(named, context)
        return context

    def _reported(self, node: Node) -> bool:
        """Whether the verb reports a clause: "said that ...", "... , she said"."""
        return self._is(node, self._lexicon.reports) and any(
            kid.dep in ("ccomp", "parataxis") and (kid.verbal or kid.kids) for kid in node.kids
        )

    def _spoken(self, node: Node, context: _Context) -> _Context:
        return self._by(agents(node), context)

    def _by(self, named: Sequence[Node], context: _Context) -> _Context:
        if not named:
            return context
        holders = self._resolve(named, context)
        if holders:
            return _Context(holders, context.reported_by, context.real)
        return _Context((), phrase(named[0]), context.real)

    def _resolve(self, nodes: Iterable[Node], context: _Context) -> tuple[Holder, ...]:
        """Holders that these phrases stand for, each with the speaker where he speaks for the same actor."""
        speakers = {holder.actor: holder for holder in context.speakers}
        found: dict[str, Holder] = {}
        for node in self._listed(nodes):
            for holder in self._held(node):
                known = speakers.get(holder.actor)
                found.setdefault(holder.actor, known if known and not holder.speaker else holder)
        return tuple(found.values())

    def _listed(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """The phrases, and the names set beside them: "three members - Greece, Cyprus and Hungary"."""
        for node in nodes:
            named = [p for kid in node.children("appos") for p in kid.conjuncts if self.finder.entity(p)]
            plural = len(named) > 1 and not self.finder.entity(node)
            yield from named if plural else (node, *named)

    def _held(self, node: Node) -> tuple[Holder, ...]:
        """Holders of one phrase; "our ministers" are the speaker's."""
        held = self._reading.holders(self.passage, node.token)
        if held:
            return held
        ours = any(kid.dep == "poss" and kid.lower in ("our", "my") for kid in node.kids)
        return self.passage.voice.holders if ours else ()

    # ------------------------------------------------------------ frames

    def _stance(self, node: Node, cue: Cue, found: Sequence[Node], context: _Context) -> bool:
        """A verb frame: "rejects", "called for", "is ready to", "imposed"."""
        own = cue.group in _OWN_DECISION
        if not context.real:
            return False
        stance = self._turned(node, cue)
        if stance is None:
            return False
        subjects = agents(node)
        holders = self._resolve(subjects, context)
        contents = self.finder.contents(node, cue, found)
        if not holders and own and announced(node) and (is_passive(node) or not objects(node)):
            holders, contents = context.speakers, contents or subjects
        elif not subjects and not is_passive(node) and (node.head is None or node.dep in ("conj", "ccomp")):
            holders = context.speakers
        if not holders:
            return False
        hits = self._hits(contents) if contents else self._bare(node, cue)
        if own:
            planned = any(kid.dep == "aux" and kid.lower in _FUTURE for kid in node.kids)
            hits = [
                hit for hit in hits if hit.specific and (planned or self._lexicon.rules[hit.measure].deed)
            ]
        if not hits and cue.open:
            hits = self._open(contents)
        if not hits:
            return False
        addressees = _addressed(node, cue, found, contents) if cue.addressee else []
        self._emit(holders, stance, hits, _rule(cue), node, context, addressees)
        return True

    def _echo(self, node: Node, context: _Context) -> bool:
        """ "So did Iran", "Algeria did the same": the position before, for another holder."""
        before = self._memory.stated
        refuses = self._refuses(node)
        so_did = node.lemma in ("do", "be") and any(
            k.lower in ("so", "likewise") and k.i < node.i for k in node.kids
        )
        if before is None or not (so_did or refuses or self._is(node, self._lexicon.echoes)):
            return False
        holders = self._resolve(agents(node), context)
        if not holders:
            return False
        stance, hit, targets = before
        stance = _opposite(stance) if refuses else stance
        self._claims.append(Claim(holders, stance, hit, targets, Rule("echo/so did"), node))
        return True

    def _kept_back(self, node: Node, context: _Context) -> bool:
        """ "Would not say whether", "declined to reveal if": noncommittal on what is asked."""
        if node.lemma not in self._lexicon.telling or not context.real:
            return False
        asked = [
            kid
            for kid in node.children("ccomp")
            if any(k.dep == "mark" and k.lower in ("whether", "if") for k in kid.kids)
        ]
        above = node.head if node.dep == "xcomp" else None
        shut = above is not None and above.lemma in _SHUT
        if not asked or not (shut or self.finder.negated(node)):
            return False
        holders = self._resolve(agents(above if shut and above else node), context) or context.speakers
        hits = self._hits(asked)
        if not holders or not hits:
            return False
        rule = Rule("kept back/whether")
        self._emit(holders, Stance.NONCOMMITTAL, hits, rule, node, context, (), waits="")
        return True

    def _refuses(self, node: Node) -> bool:
        """ "But Pristina did not", "we will not": an auxiliary denied, with nothing else behind it."""
        bare = node.lemma in ("do", "will", "would", "shall") and not any(
            kid.dep in ("dobj", "xcomp", "ccomp", "attr", "acomp", "prep", "aux") for kid in node.kids
        )
        return bare and self.finder.negated(node)

    def _turned(self, node: Node, cue: Cue) -> Stance | None:
        """The cue's stance after negation and modals."""
        stance: Stance | None = cue.stance
        if self.finder.negated(node):
            stance = cue.negated
        elif cue.group == "tell":
            stance = None
        aux = {kid.lower for kid in node.children("aux", "advmod")}
        if aux & self._lexicon.maybes and stance is not None and not self.finder.negated(node):
            stance = cue.may
        return stance

    def _bare(self, node: Node, cue: Cue) -> list[Hit]:
        """What a stance without content is about: "all members agreed", "China abstained"."""
        if cue.group not in _BARE:
            return []
        for above in node.ancestors():
            if above.verbal and (hits := self._hits(_subject_of(above) + objects(above))):
                return hits
        return self.finder.recalled(node)

    def _hits(self, contents: Iterable[Node]) -> list[Hit]:
        return [hit for part in dict.fromkeys(contents) for hit in self.finder.hits(part)]

    def _open(self, contents: Sequence[Node]) -> list[Hit]:
        """A content without a known measure, unless it names only an actor or a vague good."""
        for part in contents:
            if (
                self.finder.entity(part)
                or part.pos in ("PRON", "PROPN", "NUM")
                or part.lemma in self._lexicon.vague
            ):
                continue
            return [Hit(Measure.OTHER, 1, part, specific=False)]
        return []

    def _demand(self, node: Node, context: _Context) -> bool:
        """What the speaker says someone must do."""
        if not context.speakers or not context.real:
            return False
        modal = any(kid.dep == "aux" and kid.lower in self._lexicon.demands for kid in node.kids)
        needs = node.lemma in ("need", "have") and any(kid.dep == "xcomp" for kid in node.kids)
        if not (modal or needs or none_there(node)):
            return False
        hits = [hit for hit in self.finder.hits(node) if hit.specific]
        if not hits:
            return False
        self._emit(context.speakers, Stance.SUPPORTS, hits, Rule("modal/must"), node, context, agents(node))
        return True

    def _verdict(self, node: Node, context: _Context) -> bool:
        """What the speaker calls right or wrong: "is unacceptable", "makes no sense"."""
        if (
            not context.speakers
            or not context.real
            or node.lemma not in ("be", "remain", "become", "seem", "constitute", "represent")
        ):
            return False
        cue = self._judged(node)
        if cue is None:
            return False
        stance = cue.negated if self.finder.negated(node) else cue.stance
        if stance is None:
            return False
        subjects = [
            p
            for kid in node.children("nsubj", "csubj")
            for p in kid.conjuncts
            if kid.lower not in ("it", "there")
        ]
        extra = [
            k
            for kid in node.kids
            if kid.dep in ("acomp", "attr", "advcl", "xcomp", "ccomp")
            for k in (kid, *kid.kids)
        ]
        clauses = [
            k
            for k in extra
            if k.dep in ("xcomp", "advcl", "ccomp", "acl") and k.verbal and k.lemma not in ("be",)
        ]
        hits = self._hits(subjects or clauses) or self._hits(clauses)
        if not hits:
            return False
        self._emit(context.speakers, stance, hits, _rule(cue), node, context, ())
        return True

    def _judging(self, node: Node, context: _Context) -> bool:
        """A verb that judges its subject: "makes no sense"; "nothing justifies ..." judges its object."""
        if not context.speakers or not context.real:
            return False
        subjects = [part for kid in node.children("nsubj", "csubj") for part in kid.conjuncts]
        if node.lemma in ("justify", "excuse", "warrant") and any(
            s.lower in ("nothing", "none") for s in subjects
        ):
            hits = self._hits(objects(node))
            if hits:
                self._emit(
                    context.speakers,
                    Stance.OPPOSES,
                    hits,
                    Rule("judging/nothing justifies"),
                    node,
                    context,
                    (),
                )
            return bool(hits)
        for cue in self._lexicon.judging.get(node.lemma, ()):
            if matches(node, cue.slots) is not None:
                hits = self._hits(subjects)
                if hits:
                    self._emit(context.speakers, cue.stance, hits, _rule(cue), node, context, ())
                return bool(hits)
        return False

    def _judged(self, node: Node) -> Cue | None:
        for kid in node.children("acomp", "attr", "oprd", "prep", "advmod"):
            for part in kid.conjuncts:
                for cue in self._lexicon.verdicts.get(part.lemma, ()):
                    if all(slot & part.bag for slot in cue.slots[1:]):
                        return cue
        return None

    def _small_clause(self, node: Node, context: _Context) -> bool:
        """ "considers it unacceptable", "regards sanctions as illegal"."""
        if node.lemma not in (
            "consider",
            "find",
            "call",
            "deem",
            "regard",
            "see",
            "view",
            "describe",
            "brand",
            "think",
            "judge",
            "denounce",
        ):
            return False
        holders = self._resolve(agents(node), context)
        if not holders or not context.real or self.finder.negated(node):
            return False
        predicates = node.children("oprd", "ccomp") + [
            p for k in node.children("prep") if k.lower == "as" for p in k.kids
        ]
        for predicate in predicates:
            for cue in self._lexicon.verdicts.get(predicate.lemma, ()):
                if all(slot & predicate.bag for slot in cue.slots[1:]):
                    inner = [p for kid in predicate.children("nsubj") for p in kid.conjuncts]
                    hits = self._hits(inner or [part for part in objects(node) if part is not predicate])
                    if hits:
                        self._emit(holders, cue.stance, hits, _rule(cue), node, context, ())
                        return True
        return False

    def _depends(self, node: Node, context: _Context) -> bool:
        """ "Its continuation depended on ...": conditional for the speaker."""
        if not context.speakers or not context.real:
            return False
        text = depends(self._lexicon.conditions, node)
        if text is None:
            return False
        hits = self._hits([p for kid in node.children("nsubj", "nsubjpass") for p in kid.conjuncts])
        if not hits:
            return False
        self._emit(
            context.speakers,
            Stance.SUPPORTS,
            hits,
            Rule("condition/depends"),
            node,
            context,
            (),
            waits=text,
        )
        return True

    def _own_measure(self, node: Node, context: _Context) -> bool:
        """The actor does, or will do, what is itself a measure: "recognised", "will not join"."""
        measure = self.finder.measure(node) if node.verbal else None
        if measure is None or not context.real or merely_meant(node):
            return False
        aux = {kid.lower for kid in node.children("aux")}
        future = bool(aux & _FUTURE)
        if node.lemma in self._lexicon.events and not future and not self.finder.negated(node):
            return False
        if not (self._lexicon.rules[measure.measure].deed or future):
            return False
        subjects = agents(node)
        holders = self._resolve(subjects, context)
        if not holders and future and is_passive(node):
            holders = context.speakers
        if not holders:
            return False
        sign = measure.sign * (-1 if self.finder.negated(node) else 1)
        hit = Hit(measure.measure, sign, node)
        stance = Stance.NONCOMMITTAL if aux & self._lexicon.maybes else Stance.SUPPORTS
        self._emit(holders, stance, [hit], Rule(f"deed/{node.lemma}", deed=True), node, context, ())
        return True

    def _noun(self, node: Node, context: _Context) -> None:
        """A noun frame: "Berlin's rejection of", "support from Paris for", "expressed opposition to"."""
        cued = self.finder.noun_cue(node)
        if cued is None or not context.real:
            return
        cue, found = cued
        verb, carried = self._carrier(node)
        holders = self._owners(node, context)
        if not holders and carried:
            subjects = agents(verb)
            holders = self._resolve(subjects, context)
            if not holders and not subjects and not is_passive(verb):
                holders = context.speakers
        if not holders and any(kid.dep == "expl" for kid in verb.kids):
            holders = context.speakers
        if not holders or cue.group == "end":
            return
        denied = (carried and self.finder.negated(verb)) or any(kid.lower == "no" for kid in node.kids)
        stance = (cue.negated or _opposite(cue.stance)) if denied else cue.stance
        contents = self.finder.contents(node, cue, found)
        hits = self._hits(contents)
        if not hits:
            return
        self._emit(holders, stance, hits, _rule(cue), verb if verb.verbal else node, context, ())

    def _carrier(self, node: Node) -> tuple[Node, bool]:
        """The verb that governs the noun, and whether it merely carries it ("expressed ...")."""
        above = node
        while above.head is not None and not above.verbal:
            joined = above.dep == "conj"
            above = above.head
            if above.nominal and not joined:
                return above, False
        return above, above.verbal and any(True for _ in self._lexicon.light.get(above.lemma, ()))

    def _owners(self, node: Node, context: _Context) -> tuple[Holder, ...]:
        owners = [p for kid in node.children(*_OWNER_DEPS) for p in kid.conjuncts]
        owners += [
            p
            for k in node.children("prep", "agent")
            if k.lower in _OWNER_PREPOSITIONS
            for p in complements(k)
        ]
        named = [part for part in owners if part.dep == "poss" or self.finder.entity(part)]
        return self._resolve(named, context)

    # ------------------------------------------------------------ out

    def _emit(
        self,
        holders: tuple[Holder, ...],
        stance: Stance,
        hits: Sequence[Hit],
        rule: Rule,
        verb: Node,
        context: _Context,
        addressees: Sequence[Node],
        waits: str | None = None,
    ) -> None:
        self._used.add(verb.i)
        actors = frozenset(holder.actor for holder in holders)
        seen: set[tuple[Measure, int, tuple[str | None, ...]]] = set()
        for hit in hits:
            self._used.update(node.i for node in (hit.node, *hit.path))
            ranked = self.finder.targets(hit, addressees, actors)
            targets = ranked.names
            key = (hit.measure, hit.sign, targets)
            if key in seen:
                continue
            seen.add(key)
            final = self._composed(stance, hit)
            text = waits
            if text is None and final is not Stance.ABSTAINS:
                chain = [verb, *(node for node in (*hit.path, hit.node) if node.verbal)]
                text = condition(
                    self._lexicon.conditions,
                    chain,
                    refusing=self._refusing(verb, stance),
                    rival=_rival(hit),
                )
            met = effect(self._lexicon.conditions, text, final) if text else None
            if text:
                final = Stance.CONDITIONAL
            if context.speakers and all(h.actor not in {s.actor for s in context.speakers} for h in holders):
                reported = context.speakers[0].speaker or context.reported_by
            else:
                reported = context.reported_by
            claim = Claim(holders, final, hit, targets, rule, verb, text or None, reported, ranked, met)
            self._claims.append(claim)
            if hit.measure is not Measure.OTHER:
                self._memory.keep(hit, final, targets, deed=rule.deed)

    def _refusing(self, verb: Node, stance: Stance) -> bool:
        return self.finder.negated(verb) or stance is Stance.OPPOSES

    def _composed(self, stance: Stance, hit: Hit) -> Stance:
        if hit.hedged and stance is Stance.SUPPORTS:
            return Stance.NONCOMMITTAL
        if hit.denied is not None and stance is Stance.OPPOSES:
            return hit.denied
        return _opposite(stance) if hit.sign < 0 else stance


def _rule(cue: Cue) -> Rule:
    return Rule(cue.frame, cue.group, deed=cue.group in _OWN_DECISION or cue.group == "decide")


def _rival(hit: Hit) -> Node | None:
    """What is held beside the hit, with a clause of its own: "support for peace and readiness to act if"."""
    return next(
        (
            kid
            for node in (hit.node, *hit.node.ancestors())
            for kid in node.children("conj")
            if kid.i > hit.node.i and kid.nominal and kid.children("acl")
        ),
        None,
    )


def _opposite(stance: Stance) -> Stance:
    return {Stance.SUPPORTS: Stance.OPPOSES, Stance.OPPOSES: Stance.SUPPORTS}.get(stance, stance)


def _told(node: Node) -> list[Node]:
    """What "declined to say" keeps back: the refusal is to tell, not to do."""
    return node.children("xcomp") if node.lemma in _SHUT else []


def _subject_of(verb: Node) -> list[Node]:
    return [part for kid in verb.children("nsubj", "nsubjpass") for part in kid.conjuncts]


def _addressed(node: Node, cue: Cue, found: Sequence[Node], contents: Sequence[Node]) -> list[Node]:
    told = [part for part in objects(node) if part not in contents or part.pos == "PROPN"]
    behind = complements(found[-1]) if cue.preposition in ("on", "upon", "to", "with") else []
    inner = [part for content in contents if content.verbal for part in agents(content)]
    return [*told, *behind, *inner, *([antecedent(node)] if antecedent(node) else [])]  # type: ignore[list-item]
