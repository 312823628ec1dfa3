using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CharRnn.Trainer.Tests;

/// <summary>Reads the trainer's own code: no number goes to libtorch in a Scalar that nothing holds, which a garbage collection could free during the call.</summary>
[TestClass]
public sealed class HeldScalarsTests
{
    // TorchSharp makes a Scalar in each of them: of a number, or of the factor of the second term.
    private static readonly string[] Unheld = ["Scalar.op_Implicit", "Tensor.op_Addition", "Tensor.op_Subtraction"];
    private static readonly string[] UnheldWithoutFactor = ["Tensor.add", "Tensor.add_", "Tensor.sub", "Tensor.sub_"];

    [TestMethod]
    public void The_trainer_calls_nothing_that_makes_a_scalar_of_its_own()
    {
        (string Name, int Parameters)[] called = [.. Called(typeof(TorchEngine).Assembly.Location)];
        Assert.Contains(("Tensor.add", 2), called); // of HeldScalars: the names are those that are looked for
        Assert.IsEmpty(called.Where(method => Unheld.Contains(method.Name) || (method.Parameters == 1 && UnheldWithoutFactor.Contains(method.Name))));
    }

    private static IEnumerable<(string Name, int Parameters)> Called(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (MemberReference member in metadata.MemberReferences.Select(metadata.GetMemberReference).Where(member => member.Parent.Kind == HandleKind.TypeReference))
        {
            BlobReader signature = metadata.GetBlobReader(member.Signature);
            if (signature.ReadSignatureHeader().Kind == SignatureKind.Method)
            {
                string type = metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name);
                yield return ($"{type}.{metadata.GetString(member.Name)}", signature.ReadCompressedInteger());
            }
        }
    }
}
