using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests;

/// <summary>Runs a model in ONNX Runtime, on one thread so that sums have one order.</summary>
internal sealed class Ort : IDisposable
{
    private readonly InferenceSession _session;

    /// <param name="optimize">False runs the graph as it stands, so that a transform's own arithmetic is what is compared.</param>
    public Ort(Model model, bool optimize = true) : this(OnnxWriter.ToBytes(model), optimize) { }

    public Ort(byte[] model, bool optimize = true)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = optimize ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        _session = new InferenceSession(model, options);
    }

    public IReadOnlyList<string> Outputs => _session.OutputNames;

    /// <summary>All outputs for the given inputs.</summary>
    public Dictionary<string, Tensor> Run(params (string Name, Tensor Tensor)[] inputs)
    {
        var values = inputs.ToDictionary(i => i.Name, i => ValueOf(i.Tensor));
        using var options = new RunOptions();
        using var results = _session.Run(options, values, _session.OutputNames);
        var outputs = _session.OutputNames.Zip(results, (name, value) => (name, TensorOf(value))).ToDictionary();
        foreach (var value in values.Values) value.Dispose();
        return outputs;
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue ValueOf(Tensor tensor)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)tensor.Type, [.. tensor.Dimensions]);
        tensor.Raw.Span.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static Tensor TensorOf(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return Tensor.FromRaw((ElementType)info.ElementDataType, info.Shape, value.GetTensorMutableRawData().ToArray());
    }
}
