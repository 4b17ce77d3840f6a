using Microsoft.ML.OnnxRuntime;
using SegEdge.Explain;
using SegEdge.Onnx.Transforms;

namespace SegEdge.Pipeline.Compiling;

/// <summary>Questions as the inputs of a graph that <see cref="AppendRegionScore"/> made.</summary>
internal sealed class QuestionTensors(InferenceSession session)
{
    /// <summary>Of the head's scores.</summary>
    public int Height { get; } = session.InputMetadata[AppendRegionScore.Region].Dimensions[1];

    /// <inheritdoc cref="Height"/>
    public int Width { get; } = session.InputMetadata[AppendRegionScore.Region].Dimensions[2];

    /// <summary>2 for a binary head.</summary>
    public int Classes { get; } = session.InputMetadata[AppendRegionScore.Class].Dimensions[1];

    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public (string Name, OrtValue Value)[] Of(IReadOnlyList<ExplainQuestion> questions)
    {
        float[] regions = Join(questions, q => q.Region, Height * Width), classes = Join(questions, q => q.Class, Classes), foils = Join(questions, q => q.Foil, Classes);
        return
        [
            (AppendRegionScore.Region, OrtValue.CreateTensorValueFromMemory(regions, [questions.Count, Height, Width])),
            (AppendRegionScore.Class, OrtValue.CreateTensorValueFromMemory(classes, [questions.Count, Classes])),
            (AppendRegionScore.Foil, OrtValue.CreateTensorValueFromMemory(foils, [questions.Count, Classes])),
        ];
    }

    internal static void Require(string what, long found, long expected)
    {
        if (found != expected) throw new ArgumentException($"{what}: {found} values, expected {expected}.");
    }

    private static float[] Join(IReadOnlyList<ExplainQuestion> questions, Func<ExplainQuestion, float[]> part, int length)
    {
        // The common case, hundreds of times a frame: a megabyte of weights that need no copy.
        if (questions.Count == 1 && part(questions[0]).Length == length) return part(questions[0]);
        var joined = new float[questions.Count * length];
        for (var q = 0; q < questions.Count; q++)
        {
            Require($"question {q}", part(questions[q]).Length, length);
            part(questions[q]).CopyTo(joined, q * length);
        }
        return joined;
    }
}
