// One call a step and parameter group. The formulas and their order of operations are PyTorch 1.13's
// single-tensor implementations (torch/optim/*.py). A parameter without gradient is skipped, its step not counted.
#include "common.h"

#include <ATen/ops/maximum.h>

#include <cmath>

namespace {


template <class Apply>
bool each(const Handle* parameters, int64_t count, bool maximize, Apply&& apply) {
    return ts::succeeds([&] {
        at::NoGradGuard no_grad;
        for (int64_t i = 0; i < count; i++) {
            auto gradient = parameters[i]->grad();
            if (gradient.defined()) apply(i, *parameters[i], maximize ? gradient.neg() : gradient);
        }
    });
}

}  // namespace

// Mirrors the struct of the same name in Native.Optim.cs, as the ones below.
struct AdamSettings {
    double lr, beta1, beta2, eps, weight_decay;
    int64_t amsgrad, maximize, decoupled;
};

TS_API bool ts_adam(const Handle* parameters, const Handle* averages, const Handle* squares, const Handle* largest,
                    int64_t* steps, int64_t count, const AdamSettings* s) {
    return each(parameters, count, s->maximize, [&](int64_t i, at::Tensor parameter, at::Tensor gradient) {
        auto step = ++steps[i];
        auto correction1 = 1 - std::pow(s->beta1, step);
        auto correction2 = 1 - std::pow(s->beta2, step);
        if (s->decoupled) parameter.mul_(1 - s->lr * s->weight_decay);
        else if (s->weight_decay != 0) gradient = gradient.add(parameter, s->weight_decay);
        averages[i]->mul_(s->beta1).add_(gradient, 1 - s->beta1);
        squares[i]->mul_(s->beta2).addcmul_(gradient, gradient, 1 - s->beta2);
        if (s->amsgrad) at::maximum_out(*largest[i], *largest[i], *squares[i]);
        auto denominator = (s->amsgrad ? *largest[i] : *squares[i]).sqrt().div_(std::sqrt(correction2)).add_(s->eps);
        parameter.addcdiv_(*averages[i], denominator, -s->lr / correction1);
    });
}

struct SgdSettings {
    double lr, momentum, dampening, weight_decay;
    int64_t nesterov, maximize;
};

// A null momentum buffer is created by its first step, which the dampening does not touch.
TS_API bool ts_sgd(const Handle* parameters, Handle* buffers, int64_t count, const SgdSettings* s) {
    return each(parameters, count, /*maximize=*/false, [&](int64_t i, at::Tensor parameter, at::Tensor gradient) {
        if (s->weight_decay != 0) gradient = gradient.add(parameter, s->weight_decay);
        if (s->momentum != 0) {
            if (buffers[i] == nullptr) buffers[i] = ts::wrap(gradient.clone().detach());
            else buffers[i]->mul_(s->momentum).add_(gradient, 1 - s->dampening);
            gradient = s->nesterov ? gradient.add(*buffers[i], s->momentum) : *buffers[i];
        }
        parameter.add_(gradient, s->maximize ? s->lr : -s->lr);
    });
}

struct RmsPropSettings {
    double lr, alpha, eps, weight_decay, momentum;
    int64_t centered, maximize;
};

TS_API bool ts_rmsprop(const Handle* parameters, const Handle* squares, const Handle* buffers, const Handle* averages,
                       int64_t* steps, int64_t count, const RmsPropSettings* s) {
    return each(parameters, count, s->maximize, [&](int64_t i, at::Tensor parameter, at::Tensor gradient) {
        steps[i]++;
        if (s->weight_decay != 0) gradient = gradient.add(parameter, s->weight_decay);
        squares[i]->mul_(s->alpha).addcmul_(gradient, gradient, 1 - s->alpha);
        at::Tensor root;
        if (s->centered) {
            averages[i]->mul_(s->alpha).add_(gradient, 1 - s->alpha);
            root = squares[i]->addcmul(*averages[i], *averages[i], -1).sqrt_().add_(s->eps);
        } else {
            root = squares[i]->sqrt().add_(s->eps);
        }
        if (s->momentum > 0) {
            buffers[i]->mul_(s->momentum).addcdiv_(gradient, root);
            parameter.add_(*buffers[i], -s->lr);
        } else {
            parameter.addcdiv_(gradient, root, -s->lr);
        }
    });
}

struct AdagradSettings {
    double lr, lr_decay, weight_decay, eps;
};

TS_API bool ts_adagrad(const Handle* parameters, const Handle* sums, int64_t* steps, int64_t count,
                       const AdagradSettings* s) {
    return each(parameters, count, /*maximize=*/false, [&](int64_t i, at::Tensor parameter, at::Tensor gradient) {
        auto step = ++steps[i];
        if (s->weight_decay != 0) gradient = gradient.add(parameter, s->weight_decay);
        auto rate = s->lr / (1 + (step - 1) * s->lr_decay);
        sums[i]->addcmul_(gradient, gradient, 1);
        parameter.addcdiv_(gradient, sums[i]->sqrt().add_(s->eps), -rate);
    });
}
