// Layers, losses and initialisation.
#include "common.h"

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/randn.h>

TS_API Handle ts_embedding(Handle weight, Handle ids, int64_t padding_idx, bool scale_grad_by_freq) {
    return ts::result([&] { return at::embedding(*weight, *ids, padding_idx, scale_grad_by_freq); });
}

TS_API Handle ts_linear(Handle input, Handle weight, Handle bias) {
    return ts::result([&] { return bias ? at::linear(*input, *weight, *bias) : at::linear(*input, *weight); });
}

TS_API Handle ts_dropout(Handle input, double p, bool training, bool inplace) {
    return ts::result([&] { return inplace ? at::dropout_(*input, p, training) : at::dropout(*input, p, training); });
}

TS_API Handle ts_one_hot(Handle ids, int64_t classes) {
    return ts::result([&] { return at::one_hot(*ids, classes); });
}

// reduction: 0 none, 1 mean, 2 sum, as in at::Reduction.
TS_API Handle ts_cross_entropy(Handle input, Handle target, Handle weight, int64_t ignore_index, int64_t reduction,
                               double label_smoothing) {
    return ts::result([&] {
        return at::cross_entropy_loss(*input, *target, ts::optional(weight), reduction, ignore_index, label_smoothing);
    });
}

// A new leaf with gradient, drawn from U(-bound, bound).
TS_API Handle ts_uniform_parameter(const int64_t* sizes, int64_t rank, int8_t dtype, double bound) {
    return ts::result([&] {
        return at::empty(ts::ints(sizes, rank), ts::type(dtype)).uniform_(-bound, bound).set_requires_grad(true);
    });
}

// A new leaf with gradient, drawn from N(0, 1); null or a row to be zero, counted from the end where negative.
TS_API Handle ts_normal_parameter(const int64_t* sizes, int64_t rank, int8_t dtype, const int64_t* zero_row) {
    return ts::result([&] {
        TORCH_CHECK(!zero_row || (*zero_row < sizes[0] && *zero_row >= -sizes[0]),
                    "Padding_idx must be within num_embeddings");
        auto values = at::empty(ts::ints(sizes, rank), ts::type(dtype)).normal_();
        if (zero_row) values.select(0, *zero_row).zero_();
        return values.set_requires_grad(true);
    });
}

TS_API bool ts_init_uniform_(Handle tensor, double low, double high) {
    return ts::succeeds([&] {
        at::NoGradGuard no_grad;
        tensor->uniform_(low, high);
    });
}

TS_API bool ts_init_normal_(Handle tensor, double mean, double std) {
    return ts::succeeds([&] {
        at::NoGradGuard no_grad;
        tensor->normal_(mean, std);
    });
}

TS_API bool ts_init_constant_(Handle tensor, ts::Scalar value) {
    return ts::succeeds([&] {
        at::NoGradGuard no_grad;
        tensor->fill_(value);
    });
}

// Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2013.
TS_API bool ts_init_orthogonal_(Handle tensor, double gain) {
    return ts::succeeds([&] {
        at::NoGradGuard no_grad;
        TORCH_CHECK(tensor->dim() >= 2, "Only tensors with 2 or more dimensions are supported");
        auto rows = tensor->size(0);
        auto columns = tensor->numel() / rows;
        auto random = at::randn({rows, columns}, tensor->scalar_type());
        if (rows < columns) random.t_();
        auto [q, r] = at::linalg_qr(random);
        q.mul_(r.diag().sign());  // makes the draw uniform over the orthogonal matrices
        if (rows < columns) q.t_();
        tensor->view_as(q).copy_(q);
        tensor->mul_(gain);
    });
}
