using System.Runtime.InteropServices;

namespace CharRnn.Core.Tests;

[TestClass]
public sealed class NativeEnvironmentTests
{
    [TestMethod]
    public void A_default_reaches_native_code_unless_the_variable_is_set()
    {
        string name = $"CHARRNN_TEST_{Environment.ProcessId}";
        Assert.IsNull(Get(name));
        NativeEnvironment.SetDefault(name, "first");
        Assert.AreEqual("first", Get(name));
        NativeEnvironment.SetDefault(name, "second");
        Assert.AreEqual("first", Get(name));
    }

    private static string? Get(string name) =>
        Marshal.PtrToStringUTF8(OperatingSystem.IsWindows() ? GetOnWindows(name) : GetOnUnix(name));

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint GetOnUnix([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("ucrtbase", EntryPoint = "getenv")]
    private static extern nint GetOnWindows([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
