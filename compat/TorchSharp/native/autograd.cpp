// Gradients: backward, grad and clipping. `mutable_grad` is read here only, never handed out.
#include "common.h"

#include <ATen/ops/stack.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

TS_API bool ts_backward(Handle tensor) {
    return ts::succeeds([&] { tensor->backward(); });
}

// `gradients` has room for one handle an input; an unused input gets null.
TS_API bool ts_grad(const Handle* outputs, int64_t output_count, const Handle* inputs, int64_t input_count,
                    const Handle* grad_outputs, int64_t grad_output_count, bool retain_graph, bool create_graph,
                    bool allow_unused, Handle* gradients) {
    return ts::succeeds([&] {
        auto found = torch::autograd::grad(
            ts::list(outputs, output_count), ts::list(inputs, input_count), ts::list(grad_outputs, grad_output_count),
            retain_graph, create_graph, allow_unused);
        for (size_t i = 0; i < found.size(); i++) gradients[i] = ts::wrap(found[i]);
    });
}

namespace {

std::vector<at::Tensor> gradients(const Handle* parameters, int64_t count) {
    std::vector<at::Tensor> found;
    for (int64_t i = 0; i < count; i++) {
        if (parameters[i]->grad().defined()) found.push_back(parameters[i]->grad());
    }
    return found;
}

at::Tensor total_norm(const std::vector<at::Tensor>& tensors, double p) {
    std::vector<at::Tensor> norms;
    bool infinite = std::isinf(p);
    for (const auto& tensor : tensors) norms.push_back(infinite ? tensor.abs().max() : tensor.norm(at::Scalar(p)));
    return infinite ? at::stack(norms).max() : at::stack(norms).norm(at::Scalar(p));
}

}  // namespace

// Returns the norm before clipping; 0 where no parameter has a gradient.
TS_API bool ts_clip_grad_norm_(const Handle* parameters, int64_t count, double max_norm, double p, double* norm) {
    return ts::succeeds([&] {
        at::NoGradGuard no_grad;
        *norm = 0;
        auto grads = gradients(parameters, count);
        if (grads.empty()) return;
        auto total = total_norm(grads, p);
        auto factor = total.add(1e-6).reciprocal_().mul_(max_norm).clamp_max_(1.0);
        for (auto& grad : grads) grad.mul_(factor);
        *norm = total.item().toDouble();
    });
}

TS_API bool ts_clip_grad_value_(const Handle* parameters, int64_t count, double limit) {
    return ts::succeeds([&] {
        at::NoGradGuard no_grad;
        for (auto& grad : gradients(parameters, count)) grad.clamp_(-limit, limit);
    });
}

TS_API bool ts_zero_grad(const Handle* parameters, int64_t count) {
    return ts::succeeds([&] {
        for (auto& grad : gradients(parameters, count)) grad.detach().zero_();
    });
}
