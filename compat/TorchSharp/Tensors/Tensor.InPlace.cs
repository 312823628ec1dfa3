using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // TorchSharp 0.107 returns this from these, 0.99 a new handle to the same memory: neither dispose the result nor
    // rely on it being the same object.
    public partial class Tensor
    {
        public Tensor add_(Tensor target) => add_(target, 1);

        /// <summary>this += alpha * target</summary>
        public Tensor add_(Tensor target, Scalar alpha) => InPlace(ts_add_(Handle, target.Handle, alpha.Value), target);

        public Tensor add_(Scalar scalar) => add_(scalar, 1);

        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(ts_add_scalar_(Handle, scalar.Value, alpha.Value));

        public Tensor sub_(Tensor target) => InPlace(ts_sub_(Handle, target.Handle), target);

        public Tensor sub_(Scalar target) => InPlace(ts_sub_scalar_(Handle, target.Value));

        public Tensor mul_(Tensor target) => InPlace(ts_mul_(Handle, target.Handle), target);

        public Tensor mul_(Scalar target) => InPlace(ts_mul_scalar_(Handle, target.Value));

        public Tensor div_(Tensor target) => InPlace(ts_div_(Handle, target.Handle), target);

        public Tensor div_(Scalar target) => InPlace(ts_div_scalar_(Handle, target.Value));

        public Tensor pow_(Tensor exponent) => InPlace(ts_pow_(Handle, exponent.Handle), exponent);

        public Tensor pow_(Scalar exponent) => InPlace(ts_pow_scalar_(Handle, exponent.Value));

        public Tensor neg_() => InPlace(ts_neg_(Handle));

        public Tensor exp_() => InPlace(ts_exp_(Handle));

        public Tensor sqrt_() => InPlace(ts_sqrt_(Handle));

        /// <summary>Fills with zeros. As upstream, and unlike the others, the result is a new handle.</summary>
        public Tensor zero_() => fill_(0).alias();

        public Tensor fill_(Scalar value) => InPlace(ts_fill_(Handle, value.Value));

        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(ts_copy_(Handle, source.Handle), source);

        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace(ts_masked_fill_(Handle, mask.Handle, value.Value), mask);

        /// <summary>Draws every element from U[from, to).</summary>
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            InPlace(ts_uniform_(Handle, from, to, generator?.Handle ?? 0), generator);

        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) =>
            InPlace(ts_normal_(Handle, mean, std, generator?.Handle ?? 0), generator);

        private Tensor InPlace(bool succeeded, object? keep = null)
        {
            Check(succeeded, this, keep);
            return this;
        }
    }
}
