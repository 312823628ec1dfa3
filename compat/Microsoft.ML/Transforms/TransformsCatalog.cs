using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class TransformsCatalog
{
    internal TransformsCatalog(IHostEnvironment environment)
    {
        Environment = environment;
        Text = new TextTransforms(this);
    }

    public TextTransforms Text { get; }

    internal IHostEnvironment Environment { get; }

    public sealed class TextTransforms
    {
        internal TextTransforms(TransformsCatalog owner)
        {
            Environment = owner.Environment;
        }

        internal IHostEnvironment Environment { get; }
    }
}
