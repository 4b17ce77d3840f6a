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
        new RegionScore(target).Read(Scores(package, target.OutputIndex, inputs)).LogOdds;

    /// <summary>What the file says of one head, as the manifest means it.</summary>
    public float[] Scores(ModelPackage package, int index, params (string Name, float[] Values)[] inputs)
    {
        var (head, scores) = (package.Manifest.Heads[index], Run(package.Manifest.Heads[index].Output, inputs));
        return head.KindIn(package.Manifest.Task) == HeadKind.MultiLabel ? WithBackground(scores, head, package.Manifest.Input.Layout == TensorLayout.Nhwc) : scores;
    }

    // [1 + C, H, W]: nothing, and of each class the log-odds over the threshold.
    private static float[] WithBackground(float[] scores, ModelHead head, bool channelsLast)
    {
        var classes = head.Classes.Count - 1;
        var plane = scores.Length / classes;
        var all = new float[scores.Length + plane];
        for (var c = 0; c < classes; c++)
            for (var p = 0; p < plane; p++)
            {
                double s = scores[channelsLast ? (p * classes) + c : (c * plane) + p];
                all[((c + 1) * plane) + p] = (float)((head.Scores == ScoreUnit.Probabilities ? Math.Log(s / (1 - s)) : s) - Math.Log(head.Threshold / (1.0 - head.Threshold)));
            }
        return all;
    }

    public void Dispose() => _session.Dispose();
}
