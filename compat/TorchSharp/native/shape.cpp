// Views, indexing and joining.
#include "common.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

TS_API Handle ts_reshape(Handle tensor, const int64_t* sizes, int64_t rank) {
    return ts::result([&] { return tensor->reshape(ts::ints(sizes, rank)); });
}

TS_API Handle ts_view(Handle tensor, const int64_t* sizes, int64_t rank) {
    return ts::result([&] { return tensor->view(ts::ints(sizes, rank)); });
}

TS_API Handle ts_expand(Handle tensor, const int64_t* sizes, int64_t rank) {
    return ts::result([&] { return tensor->expand(ts::ints(sizes, rank)); });
}

TS_API Handle ts_permute(Handle tensor, const int64_t* dims, int64_t count) {
    return ts::result([&] { return tensor->permute(ts::ints(dims, count)); });
}

TS_API Handle ts_flatten(Handle tensor, int64_t start, int64_t end) {
    return ts::result([&] { return tensor->flatten(start, end); });
}

TS_API Handle ts_t(Handle tensor) { return ts::result([&] { return tensor->t(); }); }

TS_API Handle ts_transpose(Handle tensor, int64_t first, int64_t second) {
    return ts::result([&] { return tensor->transpose(first, second); });
}

TS_API Handle ts_unsqueeze(Handle tensor, int64_t dim) {
    return ts::result([&] { return tensor->unsqueeze(dim); });
}

TS_API Handle ts_squeeze(Handle tensor) { return ts::result([&] { return tensor->squeeze(); }); }

TS_API Handle ts_squeeze_dim(Handle tensor, int64_t dim) {
    return ts::result([&] { return tensor->squeeze(dim); });
}

TS_API Handle ts_narrow(Handle tensor, int64_t dim, int64_t start, int64_t length) {
    return ts::result([&] { return tensor->narrow(dim, start, length); });
}

TS_API Handle ts_slice(Handle tensor, int64_t dim, int64_t start, int64_t finish, int64_t step) {
    return ts::result([&] { return tensor->slice(dim, start, finish, step); });
}

TS_API Handle ts_select(Handle tensor, int64_t dim, int64_t index) {
    return ts::result([&] { return tensor->select(dim, index); });
}

TS_API Handle ts_index_select(Handle tensor, int64_t dim, Handle index) {
    return ts::result([&] { return tensor->index_select(dim, *index); });
}

TS_API Handle ts_gather(Handle tensor, int64_t dim, Handle index) {
    return ts::result([&] { return tensor->gather(dim, *index); });
}

TS_API Handle ts_masked_select(Handle tensor, Handle mask) {
    return ts::result([&] { return tensor->masked_select(*mask); });
}

TS_API Handle ts_masked_fill(Handle tensor, Handle mask, ts::Scalar value) {
    return ts::result([&] { return tensor->masked_fill(*mask, value); });
}

TS_API bool ts_masked_fill_(Handle tensor, Handle mask, ts::Scalar value) {
    return ts::succeeds([&] { tensor->masked_fill_(*mask, value); });
}

TS_API Handle ts_where(Handle condition, Handle x, Handle y) {
    return ts::result([&] { return at::where(*condition, *x, *y); });
}

TS_API Handle ts_cat(const Handle* tensors, int64_t count, int64_t dim) {
    return ts::result([&] { return at::cat(ts::list(tensors, count), dim); });
}

TS_API Handle ts_stack(const Handle* tensors, int64_t count, int64_t dim) {
    return ts::result([&] { return at::stack(ts::list(tensors, count), dim); });
}
