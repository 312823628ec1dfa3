using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor add(Tensor target) => add(target, 1);

        /// <summary>this + alpha * target</summary>
        public Tensor add(Tensor target, Scalar alpha) => Result(ts_add(Handle, target.Handle, alpha.Value), this, target);

        public Tensor add(Scalar scalar) => add(scalar, 1);

        public Tensor add(Scalar scalar, Scalar alpha) => Result(ts_add_scalar(Handle, scalar.Value, alpha.Value), this);

        public Tensor sub(Tensor target) => Result(ts_sub(Handle, target.Handle), this, target);

        public Tensor sub(Scalar target) => Result(ts_sub_scalar(Handle, target.Value), this);

        public Tensor mul(Tensor target) => Result(ts_mul(Handle, target.Handle), this, target);

        public Tensor mul(Scalar target) => Result(ts_mul_scalar(Handle, target.Value), this);

        public Tensor div(Tensor target) => Result(ts_div(Handle, target.Handle), this, target);

        public Tensor div(Scalar target) => Result(ts_div_scalar(Handle, target.Value), this);

        public Tensor pow(Tensor exponent) => Result(ts_pow(Handle, exponent.Handle), this, exponent);

        public Tensor pow(Scalar exponent) => Result(ts_pow_scalar(Handle, exponent.Value), this);

        public Tensor matmul(Tensor target) => Result(ts_matmul(Handle, target.Handle), this, target);

        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            (NativeScalar low, NativeScalar high) = (min?.Value ?? default, max?.Value ?? default);
            return Result(ts_clamp(Handle, min is null ? null : &low, max is null ? null : &high), this);
        }

        public Tensor neg() => Result(ts_neg(Handle), this);

        public Tensor abs() => Result(ts_abs(Handle), this);

        public Tensor exp() => Result(ts_exp(Handle), this);

        public Tensor log() => Result(ts_log(Handle), this);

        public Tensor sqrt() => Result(ts_sqrt(Handle), this);

        public Tensor rsqrt() => Result(ts_rsqrt(Handle), this);

        public Tensor square() => Result(ts_square(Handle), this);

        public Tensor reciprocal() => Result(ts_reciprocal(Handle), this);

        public Tensor tanh() => Result(ts_tanh(Handle), this);

        public Tensor sigmoid() => Result(ts_sigmoid(Handle), this);

        public Tensor relu() => Result(ts_relu(Handle), this);

        public Tensor isnan() => Result(ts_isnan(Handle), this);

        public Tensor isfinite() => Result(ts_isfinite(Handle), this);

        public Tensor negative() => neg();

        public Tensor softmax(long dim, ScalarType? dtype = null) => Result(ts_softmax(Handle, dim, Type(dtype)), this);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Result(ts_log_softmax(Handle, dim, Type(dtype)), this);

        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Scalar left, Tensor right) => right.neg().add(left);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Scalar left, Tensor right) => right.reciprocal().mul(left);
    }

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor tanh(Tensor input) => input.tanh();
}
