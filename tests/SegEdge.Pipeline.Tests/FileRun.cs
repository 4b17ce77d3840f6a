using Microsoft.ML.OnnxRuntime;
using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tests;

/// <summary>A model file in ONNX Runtime, with nothing of ours around it: floats in, floats out.</summary>
internal sealed class FileRun : IDisposable
{
    private readonly InferenceSession _session;

    public FileRun(byte[] model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(model, options);
    }

    public FileRun(ModelPackage package) : this(File.ReadAllBytes(package.ModelPath)) { }

    public float[] Run(string output, params (string Name, float[] Values)[] inputs)
    {
        var values = inputs.ToDictionary(i => i.Name, i => OrtValue.CreateTensorValueFromMemory(i.Values,
            Array.ConvertAll(_session.InputMetadata[i.Name].Dimensions, d => d < 0 ? 1L : d)));
        using var options = new RunOptions();
        using var results = _session.Run(options, values, [output]);
        foreach (var value in values.Values) value.Dispose();
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The region's score by the definition, <see cref="RegionScore"/>, of what the file says.</summary>
    public double Score(ModelPackage package, Target target, params (string Name, float[] Values)[] inputs) =>
        new RegionScore(target).Read(Run(package.Manifest.Heads[target.OutputIndex].Output, inputs)).LogOdds;

    public void Dispose() => _session.Dispose();
}
