namespace TorchSharp;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MKLDNN = 2,
    OPENGL = 3,
    OPENCL = 4,
    IDEEP = 5,
    HIP = 6,
    FPGA = 7,
    MSNPU = 8,
    XLA = 9,
    MPS = 13,
    META = 14,
}

public static partial class torch
{
    /// <summary>Where a tensor lives; only the CPU can be used here.</summary>
    public class Device
    {
        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = Parse(parts[0]);
            if (parts.Length == 2)
            {
                index = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType), index) { }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index) : this(DeviceType.CUDA, index) { }

        public DeviceType type { get; private set; } = DeviceType.CPU;

        public int index { get; private set; } = -1;

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            string name = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index == -1 ? name : $"{name}:{index}";
        }

        private static DeviceType Parse(string name) => Enum.Parse<DeviceType>(name.ToUpperInvariant());
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    /// <exception cref="InvalidOperationException">Always, as TorchSharp does where no CUDA device is available.</exception>
    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    public static Device device(string description) => InitializeDevice(new Device(description));

    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(int index) => new(index);

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType == DeviceType.CPU;

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException(
                $"Torch device type {deviceType} did not initialise on the current machine: only the CPU is available here.");
        }
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }
}
