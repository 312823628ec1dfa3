// Arithmetic, comparisons, reductions. One exported function an operation; the macros only spare the repetition.
#include "common.h"

#define UNARY(name) \
    TS_API Handle ts_##name(Handle a) { return ts::result([&] { return a->name(); }); }

#define UNARY_(name) \
    TS_API bool ts_##name##_(Handle a) { return ts::succeeds([&] { a->name##_(); }); }

#define BINARY(name)                                                                                             \
    TS_API Handle ts_##name(Handle a, Handle b) { return ts::result([&] { return a->name(*b); }); }              \
    TS_API Handle ts_##name##_scalar(Handle a, ts::Scalar b) { return ts::result([&] { return a->name(b); }); }

#define BINARY_(name)                                                                                            \
    TS_API bool ts_##name##_(Handle a, Handle b) { return ts::succeeds([&] { a->name##_(*b); }); }               \
    TS_API bool ts_##name##_scalar_(Handle a, ts::Scalar b) { return ts::succeeds([&] { a->name##_(b); }); }

UNARY(neg) UNARY(abs) UNARY(exp) UNARY(log) UNARY(sqrt) UNARY(rsqrt) UNARY(square) UNARY(reciprocal)
UNARY(tanh) UNARY(sigmoid) UNARY(relu) UNARY(isnan) UNARY(isfinite) UNARY(all) UNARY(any)
UNARY(mean) UNARY(max) UNARY(min)
UNARY_(neg) UNARY_(exp) UNARY_(sqrt)

BINARY(mul) BINARY(div) BINARY(pow)
BINARY(eq) BINARY(ne) BINARY(lt) BINARY(le) BINARY(gt) BINARY(ge)
BINARY_(mul) BINARY_(div) BINARY_(pow)

// a + alpha * b; subtraction passes -1.
TS_API Handle ts_add(Handle a, Handle b, ts::Scalar alpha) {
    return ts::result([&] { return a->add(*b, alpha); });
}
TS_API Handle ts_add_scalar(Handle a, ts::Scalar b, ts::Scalar alpha) {
    return ts::result([&] { return a->add(b, alpha); });
}
TS_API Handle ts_sub(Handle a, Handle b) { return ts::result([&] { return a->sub(*b); }); }
TS_API Handle ts_sub_scalar(Handle a, ts::Scalar b) { return ts::result([&] { return a->sub(b); }); }

TS_API bool ts_add_(Handle a, Handle b, ts::Scalar alpha) {
    return ts::succeeds([&] { a->add_(*b, alpha); });
}
TS_API bool ts_add_scalar_(Handle a, ts::Scalar b, ts::Scalar alpha) {
    return ts::succeeds([&] { a->add_(b, alpha); });
}
TS_API bool ts_sub_(Handle a, Handle b) { return ts::succeeds([&] { a->sub_(*b); }); }
TS_API bool ts_sub_scalar_(Handle a, ts::Scalar b) { return ts::succeeds([&] { a->sub_(b); }); }

TS_API Handle ts_clamp(Handle a, const ts::Scalar* low, const ts::Scalar* high) {
    auto bound = [](const ts::Scalar* value) { return value ? c10::make_optional<at::Scalar>(*value) : c10::nullopt; };
    return ts::result([&] { return a->clamp(bound(low), bound(high)); });
}

TS_API Handle ts_matmul(Handle a, Handle b) { return ts::result([&] { return a->matmul(*b); }); }

TS_API Handle ts_sum(Handle a, int8_t dtype) { return ts::result([&] { return a->sum(ts::optional_type(dtype)); }); }

TS_API Handle ts_sum_dims(Handle a, const int64_t* dims, int64_t count, bool keepdim, int8_t dtype) {
    return ts::result([&] { return a->sum(ts::ints(dims, count), keepdim, ts::optional_type(dtype)); });
}

TS_API Handle ts_mean_dims(Handle a, const int64_t* dims, int64_t count, bool keepdim, int8_t dtype) {
    return ts::result([&] { return a->mean(ts::ints(dims, count), keepdim, ts::optional_type(dtype)); });
}

TS_API Handle ts_norm(Handle a, double p) { return ts::result([&] { return a->norm(at::Scalar(p)); }); }

TS_API Handle ts_norm_dim(Handle a, int64_t dim, bool keepdim, double p) {
    return ts::result([&] { return a->norm(at::Scalar(p), {dim}, keepdim); });
}

TS_API Handle ts_argmax(Handle a) { return ts::result([&] { return a->argmax(); }); }

TS_API Handle ts_argmax_dim(Handle a, int64_t dim, bool keepdim) {
    return ts::result([&] { return a->argmax(dim, keepdim); });
}

TS_API bool ts_max_dim(Handle a, int64_t dim, bool keepdim, Handle* values, Handle* indexes) {
    return ts::succeeds([&] {
        auto [largest, where] = a->max(dim, keepdim);
        *values = ts::wrap(largest);
        *indexes = ts::wrap(where);
    });
}

TS_API Handle ts_softmax(Handle a, int64_t dim, int8_t dtype) {
    return ts::result([&] { return a->softmax(dim, ts::optional_type(dtype)); });
}

TS_API Handle ts_log_softmax(Handle a, int64_t dim, int8_t dtype) {
    return ts::result([&] { return a->log_softmax(dim, ts::optional_type(dtype)); });
}

TS_API bool ts_equal(Handle a, Handle b, bool* same) {
    return ts::succeeds([&] { *same = a->equal(*b); });
}

TS_API bool ts_allclose(Handle a, Handle b, double rtol, double atol, bool equal_nan, bool* close) {
    return ts::succeeds([&] { *close = a->allclose(*b, rtol, atol, equal_nan); });
}

TS_API bool ts_fill_(Handle a, ts::Scalar value) { return ts::succeeds([&] { a->fill_(value); }); }

TS_API bool ts_uniform_(Handle a, double low, double high, at::Generator* generator) {
    return ts::succeeds([&] { a->uniform_(low, high, ts::generator(generator)); });
}

TS_API bool ts_normal_(Handle a, double mean, double std, at::Generator* generator) {
    return ts::succeeds([&] { a->normal_(mean, std, ts::generator(generator)); });
}
