using CharRnn.MlNetExtensions.Internals;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class MlNetInternalsTests
{
    // That all of it is there show the tests of saving and loading; this is what a user of another ML.NET would be told.
    [TestMethod]
    public void What_a_version_of_MlNet_has_changed_is_named_with_what_to_do()
    {
        NotSupportedException exception = Assert.ThrowsExactly<NotSupportedException>(() => MlNetInternals.Reader("a context without one"));
        StringAssert.StartsWith(exception.Message, "ML.NET ");
        StringAssert.EndsWith(
            exception.Message,
            " has no String.Reader of the form that ML.NET 3.0 to 6.0 have, and CharRnn needs it. "
            + "Take a newer version of CharRnn, or one of these versions of ML.NET.");
    }
}
