"""A thin hold on the CP-SAT solver: booleans, a few kinds of constraint, one deterministic worker. Nothing of timetables.

Variables are plain integers and a literal is a variable or `no(variable)`. Models are written straight into the
solver's own structures, which takes a tenth of the time its modelling layer takes and leaves pandas out of the process.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

UNSEEN = 1 << 40
NOISE = 1e-6  # what the solver's floating point may add to a bound, where all costs are integers
# For models of some hundred booleans whose linear relaxation is nearly tight: half the time went into simplifying them,
# and following the relaxation finds the best answer with a third of the search.
NEARLY_LINEAR = {
    "max_presolve_iterations": 1,
    "use_sat_inprocessing": False,
    "min_orthogonality_for_lp_constraints": 0.3,
    "search_branching": "LP_SEARCH",
}


def no(variable: int) -> int:
    """The literal that a boolean is false."""
    return -variable - 1


@dataclass(frozen=True)
class Limit:
    """How long one solve may take, in deterministic seconds, its seed, and the gap to the bound that is good enough."""

    seconds: float
    seed: int = 1
    gap: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What a solve found. No values: nothing was found (or nothing can be, when `impossible`)."""

    values: Sequence[int]
    cost: int
    bound: int
    proved: bool
    impossible: bool
    seconds: float

    def __bool__(self) -> bool:
        return bool(self.values)


class Model:
    """A model under construction."""

    def __init__(self) -> None:
        from ortools.sat.python import cp_model_helper  # heavy: loaded only where a solve happens

        self._solver = cp_model_helper
        self._proto: Any = cp_model_helper.CpModelProto()
        self._new_variable = self._proto.variables.add
        self._new_constraint = self._proto.constraints.add
        self.size = 0
        self._costs: dict[int, int] = {}
        self._fixed_cost = 0
        self._hint: dict[int, int] = {}

    def boolean(self, cost: int = 0) -> int:
        return self.integer(1, cost)

    def integer(self, most: int, cost: int = 0) -> int:
        """A new variable from 0 to `most`; each unit costs `cost`."""
        self._new_variable().domain.extend((0, most))
        variable = self.size
        self.size += 1
        if cost:
            self._costs[variable] = cost
        return variable

    def add_cost(self, variable: int, cost: int) -> None:
        self._costs[variable] = self._costs.get(variable, 0) + cost

    def add_fixed_cost(self, cost: int) -> None:
        self._fixed_cost += cost

    def at_most_one(self, literals: Sequence[int]) -> None:
        if len(literals) > 1:
            self._new_constraint().at_most_one.literals.extend(literals)

    def exactly_one(self, literals: Sequence[int]) -> None:
        self._new_constraint().exactly_one.literals.extend(literals)

    def any_of(self, literals: Sequence[int]) -> None:
        self._new_constraint().bool_or.literals.extend(literals)

    def implies(self, literal: int, then: int) -> None:
        self._new_constraint().bool_or.literals.extend((no(literal), then))

    def total(self, parts: Mapping[int, int] | Iterable[tuple[int, int]], low: int, high: int) -> None:
        """The sum of coefficient x variable lies between `low` and `high`."""
        pairs = list(parts.items() if isinstance(parts, Mapping) else parts)
        linear = self._new_constraint().linear
        linear.vars.extend([variable for variable, _ in pairs])
        linear.coeffs.extend([coefficient for _, coefficient in pairs])
        linear.domain.extend((low, high))

    def at_most(self, parts: Mapping[int, int] | Iterable[tuple[int, int]], high: int) -> None:
        self.total(parts, -UNSEEN, high)

    def hint(self, variable: int, value: int) -> None:
        self._hint[variable] = value

    def solve(self, limit: Limit, **parameters: Any) -> Answer:
        """The cheapest answer found within the limit; the same one every time."""
        self._state_costs()
        wrapper: Any = self._solver.SolveWrapper()
        wrapper.set_parameters(self._parameters(limit, parameters))
        response = wrapper.solve(self._proto)
        status = response.status.name
        found = status in {"OPTIMAL", "FEASIBLE"}
        cost, bound = round(response.objective_value), math.ceil(response.best_objective_bound - NOISE)
        return Answer(
            values=list(response.solution) if found else (),
            cost=cost if found else 0,
            bound=bound,
            proved=status == "OPTIMAL" and cost <= bound,
            impossible=status == "INFEASIBLE",
            seconds=response.deterministic_time,
        )

    def _state_costs(self) -> None:
        objective = self._proto.objective
        objective.vars.extend(list(self._costs))
        objective.coeffs.extend(list(self._costs.values()))
        objective.offset = self._fixed_cost
        if self._hint:
            self._proto.solution_hint.vars.extend(list(self._hint))
            self._proto.solution_hint.values.extend(list(self._hint.values()))

    def _parameters(self, limit: Limit, more: Mapping[str, Any]) -> Any:
        parameters = self._solver.SatParameters()
        parameters.num_workers = 1
        parameters.random_seed = limit.seed
        parameters.max_deterministic_time = limit.seconds
        parameters.relative_gap_limit = limit.gap
        parameters.catch_sigint_signal = False  # an interrupt is for us to hear: it would end this solve alone, unsaid
        parameters.linearization_level = 2
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        for name, value in more.items():
            setattr(parameters, name, getattr(self._solver.SatParameters, value) if isinstance(value, str) else value)
        return parameters
