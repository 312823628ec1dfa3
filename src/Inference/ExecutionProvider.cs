namespace CharRnn.Inference;

/// <summary>What computes.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor. For one text at a time it is faster than a GPU, which a character keeps busy for no time.</summary>
    Cpu,

    /// <summary>The first NVIDIA GPU, by ONNX Runtime's CUDA provider.</summary>
    Cuda,

    /// <summary>The GPU where there is one that can be used, else the processor, with a warning.</summary>
    Auto,
}
