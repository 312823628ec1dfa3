// The plain C ABI between TorchSharp.dll and libtorch: opaque handles, numbers and pointers to numbers only.
// Every exported function catches every C++ exception; the message waits in ts_take_error for the managed side.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/Generator.h>
#include <ATen/core/grad_mode.h>

#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#define TS_API extern "C" __attribute__((visibility("default")))

using Handle = at::Tensor*;

namespace ts {

// The message of the last failure on this thread; empty when there is none.
inline thread_local std::string last_error;

// Mirrors NativeScalar in Scalar.cs.
struct Scalar {
    int64_t kind;  // 0 double, 1 int64, 2 bool
    int64_t integer;
    double real;

    operator at::Scalar() const {
        if (kind == 0) return at::Scalar(real);
        return kind == 1 ? at::Scalar(integer) : at::Scalar(integer != 0);
    }
};

template <class Action>
bool succeeds(Action&& action) noexcept {
    try {
        action();
        return true;
    } catch (const std::exception& failure) {
        last_error = failure.what();
    } catch (...) {
        last_error = "libtorch failed without a message.";
    }
    return false;
}

// An undefined tensor (a gradient that does not exist) becomes null, as a failure does; only the latter leaves a message.
inline Handle wrap(at::Tensor tensor) {
    return tensor.defined() ? new at::Tensor(std::move(tensor)) : nullptr;
}

template <class Expression>
Handle result(Expression&& expression) noexcept {
    Handle handle = nullptr;
    succeeds([&] { handle = wrap(expression()); });
    return handle;
}

inline std::vector<at::Tensor> list(const Handle* handles, int64_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; i++) tensors.push_back(*handles[i]);
    return tensors;
}

inline at::Tensor optional(Handle handle) {
    return handle == nullptr ? at::Tensor() : *handle;
}

inline c10::optional<at::Generator> generator(const at::Generator* handle) {
    return handle == nullptr ? c10::nullopt : c10::make_optional(*handle);
}

inline at::ScalarType type(int64_t dtype) {
    return static_cast<at::ScalarType>(dtype);
}

// -1 leaves the choice to libtorch.
inline c10::optional<at::ScalarType> optional_type(int64_t dtype) {
    return dtype < 0 ? c10::nullopt : c10::make_optional(type(dtype));
}

inline at::IntArrayRef ints(const int64_t* values, int64_t count) {
    return at::IntArrayRef(values, static_cast<size_t>(count));
}

}  // namespace ts
