// New tensors from sizes, a rule or a random number generator.
#include "common.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

TS_API Handle ts_empty(const int64_t* sizes, int64_t rank, int8_t dtype, bool requires_grad) {
    return ts::result([&] { return at::empty(ts::ints(sizes, rank), ts::type(dtype)).set_requires_grad(requires_grad); });
}

TS_API Handle ts_zeros(const int64_t* sizes, int64_t rank, int8_t dtype, bool requires_grad) {
    return ts::result([&] { return at::zeros(ts::ints(sizes, rank), ts::type(dtype)).set_requires_grad(requires_grad); });
}

TS_API Handle ts_full(const int64_t* sizes, int64_t rank, ts::Scalar value, int8_t dtype, bool requires_grad) {
    return ts::result([&] {
        return at::full(ts::ints(sizes, rank), value, at::TensorOptions(ts::type(dtype))).set_requires_grad(requires_grad);
    });
}

TS_API Handle ts_arange(ts::Scalar start, ts::Scalar stop, ts::Scalar step, int8_t dtype, bool requires_grad) {
    return ts::result([&] {
        return at::arange(start, stop, step, at::TensorOptions(ts::type(dtype))).set_requires_grad(requires_grad);
    });
}

TS_API Handle ts_rand(const int64_t* sizes, int64_t rank, int8_t dtype, bool requires_grad, at::Generator* generator) {
    return ts::result([&] {
        return at::rand(ts::ints(sizes, rank), ts::generator(generator), at::TensorOptions(ts::type(dtype)))
            .set_requires_grad(requires_grad);
    });
}

TS_API Handle ts_randn(const int64_t* sizes, int64_t rank, int8_t dtype, bool requires_grad, at::Generator* generator) {
    return ts::result([&] {
        return at::randn(ts::ints(sizes, rank), ts::generator(generator), at::TensorOptions(ts::type(dtype)))
            .set_requires_grad(requires_grad);
    });
}

TS_API Handle ts_randint(int64_t low, int64_t high, const int64_t* sizes, int64_t rank, int8_t dtype, bool requires_grad,
                         at::Generator* generator) {
    return ts::result([&] {
        return at::randint(low, high, ts::ints(sizes, rank), ts::generator(generator), at::TensorOptions(ts::type(dtype)))
            .set_requires_grad(requires_grad);
    });
}
