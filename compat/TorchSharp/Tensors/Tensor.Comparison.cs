using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor eq(Tensor target) => Result(ts_eq(Handle, target.Handle), this, target);

        public Tensor eq(Scalar target) => Result(ts_eq_scalar(Handle, target.Value), this);

        public Tensor ne(Tensor target) => Result(ts_ne(Handle, target.Handle), this, target);

        public Tensor ne(Scalar target) => Result(ts_ne_scalar(Handle, target.Value), this);

        public Tensor lt(Tensor target) => Result(ts_lt(Handle, target.Handle), this, target);

        public Tensor lt(Scalar target) => Result(ts_lt_scalar(Handle, target.Value), this);

        public Tensor le(Tensor target) => Result(ts_le(Handle, target.Handle), this, target);

        public Tensor le(Scalar target) => Result(ts_le_scalar(Handle, target.Value), this);

        public Tensor gt(Tensor target) => Result(ts_gt(Handle, target.Handle), this, target);

        public Tensor gt(Scalar target) => Result(ts_gt_scalar(Handle, target.Value), this);

        public Tensor ge(Tensor target) => Result(ts_ge(Handle, target.Handle), this, target);

        public Tensor ge(Scalar target) => Result(ts_ge_scalar(Handle, target.Value), this);

        /// <summary>Whether shapes and all elements are equal.</summary>
        public bool Equals(Tensor target)
        {
            if (target is null)
            {
                return false;
            }

            bool same;
            Check(ts_equal(Handle, target.Handle, &same), this, target);
            return same;
        }

        public override bool Equals(object? obj) => obj is Tensor tensor && Equals(tensor);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            bool close;
            Check(ts_allclose(Handle, target.Handle, rtol, atol, equal_nan, &close), this, target);
            return close;
        }

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);

        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);
    }

    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);
}
