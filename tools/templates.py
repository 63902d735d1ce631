"""Templates in their usual form: `python -m tools.templates format` writes it, `check` names the files that differ.

A line is broken only where a browser drops the white space: where there is some already, or beside an element that is laid
out as a block. Attributes of long tags go on lines of their own. Nothing else changes, and formatting twice changes nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 120
INDENT = "  "

_BLOCKS = frozenset(
    "html head body meta link script title base div p ul ol li dl dt dd table caption thead tbody tfoot tr th td colgroup col "
    "form fieldset legend section article aside header footer nav main h1 h2 h3 h4 h5 h6 hr details summary figure "
    "figcaption dialog option optgroup template noscript".split()
)
_VOID = frozenset("area base br col hr img input link meta source track wbr".split())
_COMPONENTS = frozenset(
    "card cover bar facts fact notice timeline event tabs dialog".split()
)  # {% card %}...{% endcard %}
_PIECES = frozenset(
    "field form_errors stat empty table crumb tab dropzone progress steps stamp event_line cabinet".split()
)
_SILENT = frozenset("csrf_token load extends".split())  # nothing is seen of them
_BRANCHES = frozenset("elif else empty plural".split())
_OPAQUE = re.compile(r"<(pre|textarea|script|style)\b|class=\"([^\"]* )?(lines|said|ledger-text)( [^\"]*)?\"")
_SPACE = re.compile(r"\s+")
_PIECE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"(?:\{%.*?%\}|\{\{.*?\}\}|\"(?:\{%.*?%\}|\{\{.*?\}\}|[^\"])*\"|'(?:\{%.*?%\}|\{\{.*?\}\}|[^'])*'|[^\s{\"']|\{)+",
    re.DOTALL,
)


@dataclass
class Token:
    """One piece of a template. kind: open, close, void, text; for template tags control, silent, inline."""

    text: str
    kind: str
    name: str = ""
    block: bool = False
    spaced: bool = False  # white space stood before it
    breakable: bool = False  # a line may be broken before it


@dataclass
class Node:
    """A token, or an element or template tag with what is between its parts: parts[0] children[0] parts[1] ..."""

    parts: list[Token]
    children: list[list[Node]] = field(default_factory=list)

    def tokens(self) -> Iterator[Token]:
        for n, part in enumerate(self.parts):
            yield part
            if n < len(self.children):
                for child in self.children[n]:
                    yield from child.tokens()


# Reading


def _html_end(source: str, start: int) -> int:
    """Where the HTML tag that begins at `start` ends, template tags and quoted values looked over."""
    at, quote = start + 1, ""
    while at < len(source):
        if piece := _PIECE.match(source, at):
            at = piece.end()
            continue
        sign = source[at]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == ">":
            return at + 1
        at += 1
    raise ValueError(f"a tag is not closed: {source[start : start + 60]!r}")


def tokens(source: str) -> list[Token]:
    """The pieces of a template in order; white space only as a note on the piece after it."""
    found: list[Token] = []
    at, spaced = 0, False
    while at < len(source):
        if space := _SPACE.match(source, at):
            at, spaced = space.end(), True
            continue
        if piece := _PIECE.match(source, at):
            token, at = _template_tag(source, piece)
        elif source.startswith("<!", at) or re.match(r"</?[a-zA-Z]", source[at : at + 3]):
            token, at = _html_tag(source, at)
        else:
            end = re.compile(r"\s|\{%|\{\{|\{#|<[!/a-zA-Z]").search(source, at + 1)
            stop = end.start() if end else len(source)
            token, at = Token(source[at:stop], "text"), stop
        token.spaced, spaced = spaced, False
        found.append(token)
    return found


def _template_tag(source: str, piece: re.Match[str]) -> tuple[Token, int]:
    text = piece.group()
    if not text.startswith("{%"):
        return Token(text, "silent" if text.startswith("{#") else "inline"), piece.end()
    words = text[2:-2].split()
    name = words[0]
    if name in ("blocktrans", "comment"):
        end = re.compile(r"\{%\s*end" + name + r"\s*%\}").search(source, piece.end())
        assert end is not None, text
        kind = "silent" if "asvar" in words else "inline"
        return Token(source[piece.start() : end.end()], kind, name), end.end()
    if name in _SILENT or (len(words) > 2 and words[-2] == "as" and name not in ("with", "for")):
        return Token(text, "silent", name), piece.end()
    bare = name.removeprefix("end")
    if bare in _COMPONENTS or (name in _PIECES and text != "{% empty %}"):
        return Token(text, "control" if bare in _COMPONENTS else "inline", name, block=True), piece.end()
    controls = {"if", "for", "with", "block", "spaceless", "autoescape", "filter", "ifchanged"}
    kind = "control" if bare in controls or name in _BRANCHES else "inline"
    return Token(text, kind, name), piece.end()


def _html_tag(source: str, at: int) -> tuple[Token, int]:
    end = _html_end(source, at)
    text = source[at:end]
    if text.startswith("<!"):
        return Token(text, "void", "!", block=True), end
    name = (re.match(r"</?([a-zA-Z0-9]+)", text) or [""])[1].lower()
    block = name in _BLOCKS
    if text.startswith("</"):
        return Token(text, "close", name, block), end
    if name in _VOID or text.endswith("/>"):
        return Token(text, "void", name, block), end
    if _OPAQUE.search(text):
        stop = _closing(source, end, name)
        return Token(source[at:stop], "void", name, block), stop
    return Token(text, "open", name, block), end


def _closing(source: str, at: int, name: str) -> int:
    """Behind the closing tag of an element whose content is left as it is."""
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b").finditer(source, at):
        depth += -1 if tag.group(1) else 1
        if not depth:
            return _html_end(source, tag.start())
    raise ValueError(f"<{name}> is not closed")


def tree(found: Sequence[Token]) -> list[Node]:
    """Elements and template tags in one another. An element that is opened or closed in only one branch stands alone."""
    top: list[Node] = []
    stack: list[Node] = []

    def level() -> list[Node]:
        return stack[-1].children[-1] if stack else top

    def end_elements() -> None:
        """Before the end of a branch: elements that are still open in it stand alone, and what is in them beside them."""
        while stack and stack[-1].parts[0].kind == "open":
            odd = stack.pop()
            level().extend(odd.children.pop())
            odd.children.clear()

    for token in found:
        bare = token.name.removeprefix("end")
        if token.kind == "open" or (token.kind == "control" and token.name == bare and token.name not in _BRANCHES):
            node = Node([token], [[]])
            level().append(node)
            stack.append(node)
        elif token.kind == "close":
            if stack and (stack[-1].parts[0].kind, stack[-1].parts[0].name) == ("open", token.name):
                stack.pop().parts.append(token)
            else:
                level().append(Node([token]))
        elif token.kind == "control":
            end_elements()
            if not stack or (token.name not in _BRANCHES and stack[-1].parts[0].name != bare):
                raise ValueError(f"{token.text} closes nothing")
            stack[-1].parts.append(token)
            if token.name in _BRANCHES:
                stack[-1].children.append([])
            else:
                stack.pop()
        else:
            level().append(Node([token]))
    end_elements()
    if stack:
        raise ValueError(f"{stack[-1].parts[0].text} is not closed")
    return top


# Where a line may be broken: where white space is already, and where whatever may stand before, or whatever may stand
# behind, is laid out as a block, so that a browser drops white space there.


def _ahead(nodes: Sequence[Node], known: bool) -> bool:
    """Mark what may be broken because of what stands before it. known: whether a block or white space does, before the
    first; answers the same for behind the last."""
    for node in nodes:
        known = _through(node, known)
    return known


def _through(node: Node, known: bool) -> bool:
    first = node.parts[0]
    if not node.children:
        first.breakable = known = known or first.spaced
        return known if first.kind == "silent" else first.block
    first.breakable = known or first.spaced
    if not _is_branching(node):
        inside = _ahead(node.children[0], first.block)
        node.parts[-1].breakable = inside or node.parts[-1].spaced
        return node.parts[-1].block
    known = first.breakable
    ends = [known] if _may_be_skipped(node) else []
    for inside_nodes, behind in zip(node.children, node.parts[1:], strict=True):
        again = known and _ahead(inside_nodes, known) if first.name == "for" else known
        end = _ahead(inside_nodes, again)
        behind.breakable = end or behind.spaced
        ends.append(behind.breakable)
    return all(ends)


def _back(nodes: Sequence[Node], known: bool) -> bool:
    """The same for what stands behind, from the last to the first."""
    for node in reversed(nodes):
        known = _back_through(node, known)
    return known


def _back_through(node: Node, known: bool) -> bool:
    first = node.parts[0]
    if not node.children:
        seen = known if first.kind == "silent" else first.block
        first.breakable = first.breakable or seen
        return seen or first.spaced
    if not _is_branching(node):
        node.parts[-1].breakable |= node.parts[-1].block
        _back(node.children[0], node.parts[-1].block)
        first.breakable = first.breakable or first.block
        return first.block or first.spaced
    starts = [known] if _may_be_skipped(node) else []
    for inside, behind in zip(node.children, node.parts[1:], strict=True):
        end = known
        if first.name == "for":
            end = known and _back(inside, known)
        behind.breakable = behind.breakable or end
        starts.append(_back(inside, end or behind.spaced))
    seen = all(starts)
    first.breakable = first.breakable or seen
    return seen or first.spaced


def _is_branching(node: Node) -> bool:
    return node.parts[0].kind == "control" and node.parts[0].name not in _COMPONENTS


def _may_be_skipped(node: Node) -> bool:
    """Whether possibly nothing of it is shown: no branch for all other cases."""
    return not any(part.name in ("else", "empty") for part in node.parts) and node.parts[0].name in (
        "if",
        "for",
        "ifchanged",
    )


# Writing


def _flat(node: Node) -> str:
    words = []
    for n, token in enumerate(node.tokens()):
        words.append((" " if token.spaced and n else "") + token.text)
    return "".join(words)


def _has_block_inside(node: Node) -> bool:
    inner = list(node.tokens())[1:]
    ends = {id(part) for part in node.parts}
    return any(one.block and one.kind != "close" and id(one) not in ends for one in inner)


def _written(node: Node, room: int) -> list[str]:
    """The lines of a node, indented from where it begins."""
    flat = _flat(node)
    if len(flat) <= room and not (_has_block_inside(node) and len(flat) > room * 2 // 3):
        return [flat]
    lines = _long_token(node.parts[0], room)
    for inside, close in zip(node.children, node.parts[1:], strict=True) if node.children else ():
        body = _laid_out(inside, room - len(INDENT))
        if inside and next(inside[0].tokens()).breakable:
            lines += [INDENT + line for line in body]
        elif inside:
            lines[-1] += body[0]
            lines += [INDENT + line for line in body[1:]]
        _join(lines, _long_token(close, room), close)
    return lines


def _join(lines: list[str], more: list[str], first: Token) -> None:
    if first.breakable:
        lines += more
    else:
        lines[-1] += more[0]
        lines += more[1:]


def _laid_out(nodes: Sequence[Node], room: int) -> list[str]:
    lines: list[str] = []
    fresh = True
    for node in nodes:
        first = node.parts[0]
        own = _written(node, room)
        alone = _stands_alone(node) or len(own) > 1
        space = " " if first.spaced else ""
        fits = lines and not alone and not fresh and len(lines[-1]) + len(space) + len(own[0]) <= room
        if lines and (fits or not first.breakable):
            lines[-1] += space + own[0]
            lines += own[1:]
        else:
            lines += own
        fresh = alone
    return lines


def _stands_alone(node: Node) -> bool:
    first, last = node.parts[0], node.parts[-1]
    if first.name in ("block", "extends", "load", "include"):
        return True
    return first.block or last.block or (first.kind == "control" and any(one.block for one in node.tokens()))


def _long_token(token: Token, room: int) -> list[str]:
    """A tag, its attributes on lines of their own where it is too long."""
    if len(token.text) <= room or token.kind not in ("open", "void") or _OPAQUE.search(token.text) or token.name == "!":
        return [token.text]
    end = "/>" if token.text.endswith("/>") else ">"
    parts = _ATTRIBUTE.findall(token.text[: -len(end)])
    lines, at = [parts[0]], 0
    for part in parts[1:]:
        if len(lines[at]) + 1 + len(part) <= room:
            lines[at] += " " + part
        else:
            lines.append(INDENT * 2 + part)
            at += 1
    lines[-1] += end
    return lines


def formatted(source: str) -> str:
    """A template in its usual form: laid out again until nothing changes, for a new line lets others be broken."""
    while True:
        nodes = tree(tokens(source))
        _ahead(nodes, known=False)
        _back(nodes, known=False)
        wanted = "\n".join(line.rstrip() for line in _laid_out(nodes, WIDTH)) + "\n"
        if wanted == source:
            return wanted
        source = wanted


def main(arguments: Sequence[str]) -> int:
    """`check` answers 1 when a template is not in its usual form."""
    other = 0
    for path in sorted((ROOT / "src").rglob("*.html")):
        source = path.read_text("utf-8")
        try:
            wanted = formatted(source)
        except ValueError as fault:
            sys.stdout.write(f"{path.relative_to(ROOT)}: left as it is: {fault}\n")
            continue
        if wanted == source:
            continue
        other += 1
        if arguments[:1] == ["format"]:
            path.write_text(wanted, "utf-8")
        else:
            sys.stdout.write(f"{path.relative_to(ROOT)}: not in its usual form (make format)\n")
    return 1 if other and arguments[:1] != ["format"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
