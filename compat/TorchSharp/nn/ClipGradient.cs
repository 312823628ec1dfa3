using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class utils
        {
            /// <summary>Scales all gradients together so that their norm is at most max_norm; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                var parameters = tensors.ToList();
                double norm;
                fixed (nint* handles = Native.Handles(parameters))
                {
                    Native.Check(Native.ts_clip_grad_norm_(handles, parameters.Count, max_norm, norm_type, &norm), parameters);
                }

                return norm;
            }

            /// <summary>Limits every element of every gradient to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                var parameters = tensors.ToList();
                fixed (nint* handles = Native.Handles(parameters))
                {
                    Native.Check(Native.ts_clip_grad_value_(handles, parameters.Count, clip_value), parameters);
                }
            }
        }
    }
}
