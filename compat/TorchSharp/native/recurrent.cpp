// LSTM, GRU and RNN over at::lstm and its siblings, with the checks that torch::nn's modules make before calling them.
#include "common.h"

#include <ATen/ops/gru.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/rnn_relu.h>
#include <ATen/ops/rnn_tanh.h>

namespace {

// Mirrors RecurrentOptions in RecurrentWeights.cs.
struct RecurrentOptions {
    int64_t cell;  // 0 lstm, 1 gru, 2 rnn with tanh, 3 rnn with relu
    int64_t input_size;
    int64_t hidden_size;
    int64_t layers;
    double dropout;
    int64_t has_biases;
    int64_t batch_first;
    int64_t training;
};

void check_state(const at::Tensor& state, const std::vector<int64_t>& expected, const char* name) {
    TORCH_CHECK(state.sizes() == at::IntArrayRef(expected), "Expected ", name, " size ", at::IntArrayRef(expected),
                ", got ", state.sizes());
}

void check(const RecurrentOptions& o, const at::Tensor& input, const at::Tensor& h, const at::Tensor& c) {
    TORCH_CHECK(input.dim() == 3, "input must have 3 dimensions, got ", input.dim());
    TORCH_CHECK(input.size(-1) == o.input_size, "input.size(-1) must be equal to input_size. Expected ", o.input_size,
                ", got ", input.size(-1));
    std::vector<int64_t> expected{o.layers, input.size(o.batch_first ? 0 : 1), o.hidden_size};
    check_state(h, expected, c.defined() ? "hidden[0]" : "hidden");
    if (c.defined()) check_state(c, expected, "hidden[1]");
}

}  // namespace

// outputs: the sequence, h_n and, for an LSTM, c_n.
TS_API bool ts_recurrent(const RecurrentOptions* o, Handle input, Handle h, Handle c, const Handle* weights,
                         int64_t weight_count, Handle* outputs) {
    return ts::succeeds([&] {
        check(*o, *input, *h, ts::optional(c));
        auto parameters = ts::list(weights, weight_count);
        if (o->cell == 0) {
            auto [y, hn, cn] = at::lstm(*input, {*h, *c}, parameters, o->has_biases, o->layers, o->dropout, o->training,
                                        /*bidirectional=*/false, o->batch_first);
            outputs[0] = ts::wrap(y);
            outputs[1] = ts::wrap(hn);
            outputs[2] = ts::wrap(cn);
            return;
        }
        auto run = [&](auto cell) {
            return cell(*input, *h, parameters, o->has_biases, o->layers, o->dropout, o->training,
                        /*bidirectional=*/false, o->batch_first);
        };
        using Arguments = std::tuple<at::Tensor, at::Tensor> (*)(const at::Tensor&, const at::Tensor&, at::TensorList, bool,
                                                                 int64_t, double, bool, bool, bool);
        Arguments cells[] = {at::gru, at::rnn_tanh, at::rnn_relu};
        auto [y, hn] = run(cells[o->cell - 1]);
        outputs[0] = ts::wrap(y);
        outputs[1] = ts::wrap(hn);
    });
}
