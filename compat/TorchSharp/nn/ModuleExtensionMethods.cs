using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Moves a module to a device, of which there is one, or changes its element type in place.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, ScalarType type) where T : nn.Module
    {
        if (type is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16))
        {
            throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={type}");
        }

        using IDisposable _ = no_grad();
        foreach (Tensor? tensor in module.parameters().Concat(module.buffers()).Where(tensor => tensor.is_floating_point()))
        {
            using Tensor converted = tensor.to_type(type);
            Native.Check(Native.ts_set_data(tensor.Handle, converted.Handle), tensor, converted);
        }
        return module;
    }

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1) where T : nn.Module
    {
        if (deviceType == DeviceType.CUDA)
        {
            throw new InvalidOperationException("CUDA is not available.");
        }

        InitializeDeviceType(deviceType);
        return module;
    }

    public static T to<T>(this T module, Device device) where T : nn.Module => module.to(device.type, device.index);

    public static T to<T>(this T module, string device) where T : nn.Module => module.to(new Device(device));

    public static T to<T>(this T module, Device device, ScalarType type) where T : nn.Module => module.to(device).to(type);

    public static T cpu<T>(this T module) where T : nn.Module => module.to(DeviceType.CPU);

    public static T cuda<T>(this T module, int deviceIndex = -1) where T : nn.Module => module.to(DeviceType.CUDA, deviceIndex);
}
