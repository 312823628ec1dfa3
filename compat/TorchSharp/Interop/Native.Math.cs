using System.Runtime.InteropServices;

namespace TorchSharp;

// native/math.cpp
internal static unsafe partial class Native
{
    [DllImport(Library)] internal static extern nint ts_neg(nint a);
    [DllImport(Library)] internal static extern nint ts_abs(nint a);
    [DllImport(Library)] internal static extern nint ts_exp(nint a);
    [DllImport(Library)] internal static extern nint ts_log(nint a);
    [DllImport(Library)] internal static extern nint ts_sqrt(nint a);
    [DllImport(Library)] internal static extern nint ts_rsqrt(nint a);
    [DllImport(Library)] internal static extern nint ts_square(nint a);
    [DllImport(Library)] internal static extern nint ts_reciprocal(nint a);
    [DllImport(Library)] internal static extern nint ts_tanh(nint a);
    [DllImport(Library)] internal static extern nint ts_sigmoid(nint a);
    [DllImport(Library)] internal static extern nint ts_relu(nint a);
    [DllImport(Library)] internal static extern nint ts_isnan(nint a);
    [DllImport(Library)] internal static extern nint ts_isfinite(nint a);
    [DllImport(Library)] internal static extern nint ts_all(nint a);
    [DllImport(Library)] internal static extern nint ts_any(nint a);
    [DllImport(Library)] internal static extern nint ts_mean(nint a);
    [DllImport(Library)] internal static extern nint ts_max(nint a);
    [DllImport(Library)] internal static extern nint ts_min(nint a);
    [DllImport(Library)] internal static extern bool ts_neg_(nint a);
    [DllImport(Library)] internal static extern bool ts_exp_(nint a);
    [DllImport(Library)] internal static extern bool ts_sqrt_(nint a);

    [DllImport(Library)] internal static extern nint ts_mul(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_mul_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_div(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_div_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_pow(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_pow_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_eq(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_eq_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_ne(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_ne_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_lt(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_lt_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_le(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_le_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_gt(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_gt_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_ge(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_ge_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_sub(nint a, nint b);
    [DllImport(Library)] internal static extern nint ts_sub_scalar(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern bool ts_mul_(nint a, nint b);
    [DllImport(Library)] internal static extern bool ts_mul_scalar_(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern bool ts_div_(nint a, nint b);
    [DllImport(Library)] internal static extern bool ts_div_scalar_(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern bool ts_pow_(nint a, nint b);
    [DllImport(Library)] internal static extern bool ts_pow_scalar_(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern bool ts_sub_(nint a, nint b);
    [DllImport(Library)] internal static extern bool ts_sub_scalar_(nint a, NativeScalar b);
    [DllImport(Library)] internal static extern nint ts_add(nint a, nint b, NativeScalar alpha);
    [DllImport(Library)] internal static extern nint ts_add_scalar(nint a, NativeScalar b, NativeScalar alpha);
    [DllImport(Library)] internal static extern bool ts_add_(nint a, nint b, NativeScalar alpha);
    [DllImport(Library)] internal static extern bool ts_add_scalar_(nint a, NativeScalar b, NativeScalar alpha);
    [DllImport(Library)] internal static extern nint ts_clamp(nint a, NativeScalar* low, NativeScalar* high);
    [DllImport(Library)] internal static extern nint ts_matmul(nint a, nint b);

    [DllImport(Library)] internal static extern nint ts_sum(nint a, sbyte dtype);
    [DllImport(Library)] internal static extern nint ts_sum_dims(nint a, long* dims, long count, bool keepdim, sbyte dtype);
    [DllImport(Library)] internal static extern nint ts_mean_dims(nint a, long* dims, long count, bool keepdim, sbyte dtype);
    [DllImport(Library)] internal static extern nint ts_norm(nint a, double p);
    [DllImport(Library)] internal static extern nint ts_norm_dim(nint a, long dim, bool keepdim, double p);
    [DllImport(Library)] internal static extern nint ts_argmax(nint a);
    [DllImport(Library)] internal static extern nint ts_argmax_dim(nint a, long dim, bool keepdim);
    [DllImport(Library)] internal static extern bool ts_max_dim(nint a, long dim, bool keepdim, nint* values, nint* indexes);
    [DllImport(Library)] internal static extern nint ts_softmax(nint a, long dim, sbyte dtype);
    [DllImport(Library)] internal static extern nint ts_log_softmax(nint a, long dim, sbyte dtype);
    [DllImport(Library)] internal static extern bool ts_equal(nint a, nint b, bool* same);
    [DllImport(Library)] internal static extern bool ts_allclose(nint a, nint b, double rtol, double atol, bool equalNan, bool* close);

    [DllImport(Library)] internal static extern bool ts_fill_(nint a, NativeScalar value);
    [DllImport(Library)] internal static extern bool ts_uniform_(nint a, double low, double high, nint generator);
    [DllImport(Library)] internal static extern bool ts_normal_(nint a, double mean, double std, nint generator);
}
