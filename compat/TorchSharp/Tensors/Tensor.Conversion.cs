using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Without a change to make, each of these returns a new handle to the same memory, unless copy is asked for.
    public partial class Tensor
    {
        public Tensor cpu() => to_type(dtype);

        public Tensor to_type(ScalarType type, bool copy = false) => Result(ts_to(Handle, (sbyte)type, copy), this);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor to(ScalarType type) => to_type(type);

        public Tensor to(Device device) => to(device.type, device.index);

        public Tensor to(string device) => to(new Device(device));

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false)
        {
            InitializeDeviceType(deviceType);
            return to_type(dtype, copy);
        }

        public Tensor to(ScalarType type, Device device, bool copy = false)
        {
            InitializeDevice(device);
            return to_type(type, copy);
        }

        public Tensor to(Tensor other) => to(other.dtype, other.device);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        /// <summary>The same memory outside the graph.</summary>
        public Tensor detach() => Result(ts_detach(Handle), this);

        public Tensor detach_()
        {
            Check(ts_detach_(Handle), this);
            return this;
        }

        /// <summary>A copy that is part of the graph.</summary>
        public Tensor clone() => Result(ts_clone(Handle), this);

        /// <summary>A new handle to the same tensor.</summary>
        public Tensor alias() => Result(ts_alias(Handle), this);
    }
}
