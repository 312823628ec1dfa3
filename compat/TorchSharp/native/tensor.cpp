// A tensor's life, properties and data.
#include "common.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <memory>

TS_API void ts_dispose(Handle tensor) { delete tensor; }

TS_API int64_t ts_dim(Handle tensor) { return tensor->dim(); }
TS_API int64_t ts_numel(Handle tensor) { return tensor->numel(); }
TS_API int64_t ts_element_size(Handle tensor) { return tensor->element_size(); }
TS_API int8_t ts_dtype(Handle tensor) { return static_cast<int8_t>(tensor->scalar_type()); }
TS_API bool ts_is_leaf(Handle tensor) { return tensor->is_leaf(); }
TS_API bool ts_is_contiguous(Handle tensor) { return tensor->is_contiguous(); }
TS_API bool ts_requires_grad(Handle tensor) { return tensor->requires_grad(); }

TS_API bool ts_size(Handle tensor, int64_t dim, int64_t* size) {
    return ts::succeeds([&] { *size = tensor->size(dim); });
}

// `destination` has room for dim() numbers.
TS_API void ts_sizes(Handle tensor, int64_t* destination) {
    auto sizes = tensor->sizes();
    std::copy(sizes.begin(), sizes.end(), destination);
}

TS_API void ts_strides(Handle tensor, int64_t* destination) {
    auto strides = tensor->strides();
    std::copy(strides.begin(), strides.end(), destination);
}

TS_API bool ts_data(Handle tensor, void** address) {
    return ts::succeeds([&] { *address = tensor->data_ptr(); });
}

TS_API bool ts_set_requires_grad(Handle tensor, bool value) {
    return ts::succeeds([&] { tensor->set_requires_grad(value); });
}

// Replaces the values that a tensor refers to, keeping the handle: an optimizer that holds it goes on working.
TS_API bool ts_set_data(Handle tensor, Handle data) {
    return ts::succeeds([&] { tensor->set_data(*data); });
}

TS_API bool ts_item(Handle tensor, ts::Scalar* value) {
    return ts::succeeds([&] {
        auto item = tensor->item();
        if (item.isFloatingPoint()) *value = {0, 0, item.toDouble()};
        else if (item.isBoolean()) *value = {2, item.toBool() ? 1 : 0, 0};
        else *value = {1, item.toLong(), 0};
    });
}

// Copies `data`, which belongs to the caller and may move afterwards.
TS_API Handle ts_from_data(void* data, const int64_t* sizes, int64_t rank, int8_t source, int8_t dtype, bool requires_grad) {
    return ts::result([&] {
        at::NoGradGuard no_grad;
        auto view = at::from_blob(data, ts::ints(sizes, rank), at::TensorOptions(ts::type(source)));
        return view.to(ts::type(dtype), /*non_blocking=*/false, /*copy=*/true).set_requires_grad(requires_grad);
    });
}

// Shares `data` until libtorch drops the last reference; then, or at once if this fails, calls `release(context)`.
TS_API Handle ts_from_blob(void* data, const int64_t* sizes, int64_t rank, int8_t dtype,
                           void (*release)(void*), void* context) {
    return ts::result([&] {
        std::shared_ptr<void> owner(context, release);
        return at::from_blob(data, ts::ints(sizes, rank), [owner](void*) {}, at::TensorOptions(ts::type(dtype)));
    });
}

TS_API Handle ts_detach(Handle tensor) { return ts::result([&] { return tensor->detach(); }); }
TS_API bool ts_detach_(Handle tensor) { return ts::succeeds([&] { tensor->detach_(); }); }
TS_API Handle ts_alias(Handle tensor) { return ts::result([&] { return *tensor; }); }
TS_API Handle ts_clone(Handle tensor) { return ts::result([&] { return tensor->clone(); }); }
TS_API Handle ts_contiguous(Handle tensor) { return ts::result([&] { return tensor->contiguous(); }); }

TS_API Handle ts_to(Handle tensor, int8_t dtype, bool copy) {
    return ts::result([&] { return tensor->to(ts::type(dtype), /*non_blocking=*/false, copy); });
}

TS_API bool ts_copy_(Handle tensor, Handle source) {
    return ts::succeeds([&] { tensor->copy_(*source); });
}
