"""Eight numbers in one register, for loops that do the same for eight hulls at a time.

The compiler does not find by itself that a loop over states may keep eight sums, one a hull; written with a type of its
own it does, on any processor (it splits eight into what the registers hold). Single precision.
"""

# ruff: noqa: ARG001 - the compiler gives all of them, by these names
from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

LANES = 8
"""Numbers in one."""


class _EightType(types.Type):
    def __init__(self) -> None:
        super().__init__(name="eight_float32")


EIGHT: Any = _EightType()
_VECTOR = ir.VectorType(ir.FloatType(), LANES)
_WHOLE = ir.IntType(32)
# sums may be taken in any order and a product added in one step, as elsewhere in the season's loops
_FAST = ("fast",)


@register_model(_EightType)
class _EightModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, _VECTOR)  # type: ignore[no-untyped-call]  # numba has no types


def _place(context: Any, builder: Any, array_type: Any, array: Any, at: Any) -> Any:
    whole = context.make_array(array_type)(context, builder, array)
    return builder.bitcast(builder.gep(whole.data, [at]), _VECTOR.as_pointer())


def _load(typing: Any, array: Any, at: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        found = builder.load(_place(context, builder, signature.args[0], args[0], args[1]))
        found.align = 4
        return found

    return EIGHT(array, types.intp), generate


def _store(typing: Any, array: Any, at: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        put = builder.store(args[2], _place(context, builder, signature.args[0], args[0], args[1]))
        put.align = 4
        return context.get_dummy_value()

    return types.void(array, types.intp, EIGHT), generate


def _spread(builder: Any, number: Any) -> Any:
    first = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), number, _WHOLE(0))
    mask = ir.Constant(ir.VectorType(_WHOLE, LANES), [0] * LANES)
    return builder.shuffle_vector(first, ir.Constant(_VECTOR, ir.Undefined), mask)


def _each(typing: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _spread(builder, args[0])

    return EIGHT(types.float32), generate


def _each_of(typing: Any, array: Any, at: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, args[0])
        return _spread(builder, builder.load(builder.gep(whole.data, [args[1]])))

    return EIGHT(array, types.intp), generate


def _of_two(name: str) -> Any:
    def typed(typing: Any, a: Any, b: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return getattr(builder, name)(args[0], args[1], flags=_FAST)

        return EIGHT(EIGHT, EIGHT), generate

    return typed


load: Any = intrinsic(_load)
"""Eight numbers of a flat single-precision array, from a place on."""
store: Any = intrinsic(_store)
"""Write eight numbers into a flat single-precision array, from a place on."""
each: Any = intrinsic(_each)
"""One number eight times."""
each_of: Any = intrinsic(_each_of)
"""One number of a flat single-precision array, eight times; unlike an index it is never counted from the end."""
plus: Any = intrinsic(_of_two("fadd"))
"""Sum of two."""
times: Any = intrinsic(_of_two("fmul"))
"""Product of two."""
