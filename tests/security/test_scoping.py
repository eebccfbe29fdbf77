"""Every question to the database, and every change, begins with whose rows they are: read from the code itself.

A call of a table (`select`, `count`, `exists`, `objects`, `update`, `delete`) must have a clause of `seen_by(…, that table)`
in its `where`, directly, through a name of the same function, or through a function of the module that is built so. Raw SQL
must name the center. What cannot is listed here with the reason a person gave.
"""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from training.tenancy import CenterTable

ROOT = Path(__file__).parents[2]
PACKAGES = ("training", "courses", "enrollment", "certificates")
MODULES = sorted(
    path for package in PACKAGES for room in ("queries", "actions") for path in (ROOT / package / room).glob("*.py")
)
CALLS = {"select", "count", "exists", "objects", "update", "delete"}
REVIEWED = {
    "certificates.queries.certificates.is_name: raw": "a stranger asks about a code that he holds; one center of them all has it",
    "courses.queries.catalogue._beside: raw": "titles, themes and sites are for everybody; each part of it names the center",
    "courses.queries.quotations._cards: Table.select": "its clause is handed over by `listed` and `of_package`, both `_visible`",
    "courses.queries.quotations.by_secret: Table.select": "who holds the secret of a quotation may read it, whoever he is",
    "enrollment.actions.entry.forget_codes: OneTimeCode.delete": "the clock forgets old codes of every center",
    "enrollment.actions.entry.look_at_link: OneTimeLink.select": "who holds the token is not known before it is found",
    "enrollment.actions.entry.spend_link: OneTimeLink.update": "who holds the token is not known before it is found",
    "enrollment.actions.holding.everywhere: Row.update": "the clock looks at the sessions of every center",
    "enrollment.actions.roster.forget_stale: RosterUpload.update": "the clock forgets old uploads of every center",
    "enrollment.queries.cohorts._beside: raw": "asks only for ids of rows that `seen_by` let through",
    "enrollment.queries.entry.of_class: Cohort.select": "who holds a class code may knock, whoever he is",
    "training.queries.demo_messages.newest: Outbox.select": "a demonstration shows everybody what it sent; nothing else does",
    "training.actions.accounts._second_factor: Account.update": "the account of the mail and password just checked",
    "training.actions.accounts.look_at_link: OneTimeLink.select": "who holds the token is not known before it is found",
    "training.actions.accounts.set_password: Account.update": "the account that the link names",
    "training.actions.accounts.set_password: OneTimeLink.update": "who holds the token is not known before it is found",
    "training.actions.accounts.set_password: raw": "the logins of the account that the link names",
    "training.actions.accounts.sign_in: Account.select": "nobody is known before a mail and a password are checked",
    "training.actions.forgotten.send: Account.select": "whose mail address it is, is what is asked",
    "training.actions.first_run.begin: OneTimeLink.update": "who holds the token is not known before it is found",
    "training.actions.first_run.link: Account.exists": "whether anybody at all can sign in here",
    "training.actions.first_run.link: OneTimeLink.update": "the links of an installation that nobody has begun",
    "training.actions.first_run.look: Account.exists": "whether anybody at all can sign in here",
    "training.actions.registering._opened: Account.exists": "a mail address signs in at one center of them all",
    "training.actions.staff._change: raw": "the logins of an account that `seen_by` let through just before",
}


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


class Function:
    """One function of a module: what its names were made from, and the tables it calls."""

    def __init__(self, node, tables, helpers):
        self.node, self.tables, self.helpers = node, dict(tables), helpers
        self.made = {}
        for each in ast.walk(node):
            target = value = None
            if isinstance(each, ast.Assign) and len(each.targets) == 1:
                target, value = each.targets[0], each.value
            elif isinstance(each, ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
                target, value = each.target, each.value
            for name, made in self._pairs(target, value):
                if isinstance(made, ast.Name) and made.id in self.tables:
                    self.tables[name] = self.tables[made.id]
                self.made.setdefault(name, []).append(made)

    def _pairs(self, target, value):
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, other in zip(target.elts, value.elts, strict=False):
                yield from self._pairs(one, other)

    def unscoped(self):
        """The calls of tables whose clause does not say whose rows they are."""
        for call in (each for each in ast.walk(self.node) if isinstance(each, ast.Call)):
            func = call.func
            if not (isinstance(func, ast.Attribute) and func.attr in CALLS and isinstance(func.value, ast.Name)):
                continue
            if func.value.id in self.tables and not self._is_scoped(call, self.tables[func.value.id]):
                yield f"{self.node.name}: {func.value.id}.{func.attr}"

    def _is_scoped(self, call, table):
        return any(self._says_whose(clause, table, set()) for clause in self._clauses(call))

    def _clauses(self, call):
        """What stands in a `where` of the chain that begins with this call, also when the chain has a name first."""
        names = {name for name, values in self.made.items() if any(call in ast.walk(value) for value in values)}
        for each in ast.walk(self.node):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "where":
                inside = list(ast.walk(each.func.value))
                if call in inside or any(isinstance(one, ast.Name) and one.id in names for one in inside):
                    yield from each.args

    def _says_whose(self, clause, table, seen):
        for each in ast.walk(clause):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
                if each.func.id == "seen_by" and self.tables.get(getattr(each.args[1], "id", "")) is table:
                    return True
                if table in self.helpers.get(each.func.id, ()):
                    return True
            if isinstance(each, ast.Name) and each.id not in seen:
                values = self.made.get(each.id, ())
                if any(self._says_whose(value, table, seen | {each.id}) for value in values):
                    return True
        return False


def functions(tree):
    return [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]


def tables_of(path):
    module = importlib.import_module(name_of(path))
    return {
        name: each
        for name, each in vars(module).items()
        if inspect.isclass(each) and issubclass(each, CenterTable) and each is not CenterTable
    }


def helpers_of(tree, tables):
    """Functions that return a clause of `seen_by`, with the tables it is of."""
    found = {}
    for node in functions(tree):
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "seen_by":
                returns_clause = not isinstance(node, ast.AsyncFunctionDef)
                table = tables.get(getattr(each.args[1], "id", ""))
                if returns_clause and table:
                    found.setdefault(node.name, set()).add(table)
    return found


def raw_without_center(node):
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and ast.unparse(each.func) in ("db.raw", "raw"):
            said = ast.unparse(each)
            if "center" not in said:
                yield f"{node.name}: raw"


def found_in(path):
    tree, tables = ast.parse(path.read_text()), tables_of(path)
    helpers = helpers_of(tree, tables)
    for node in functions(tree):
        for told in [*Function(node, tables, helpers).unscoped(), *raw_without_center(node)]:
            yield f"{name_of(path)}.{told}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_question_begins_with_whose_rows_they_are(path):
    assert {told for told in found_in(path) if told not in REVIEWED} == set()


def test_every_exception_is_still_one():
    assert set(REVIEWED) - {told for path in MODULES for told in found_in(path)} == set()
