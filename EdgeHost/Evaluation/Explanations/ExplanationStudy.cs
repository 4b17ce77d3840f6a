using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Many methods on the same pictures, questions, references and cells, each map judged alike. What is measured goes into a
/// <see cref="StudyLog"/> map by map.</summary>
internal sealed class ExplanationStudy(ModelPackage package, IReadOnlyList<StudyMethod> methods, IReadOnlyList<TargetRequest> targets, int seeds, StudyOptions options)
{
    /// <summary>What could not be asked, and why: a question that does not fit a picture is no measurement.</summary>
    public List<string> Left { get; } = [];

    /// <param name="album">Null: nothing is drawn.</param>
    /// <param name="report">Told the number of maps done.</param>
    public void Run(IEnumerable<(string Name, Mat Picture)> pictures, StudyLog log, MapAlbum? album, Action<long> report, CancellationToken stopping)
    {
        long done = 0;
        for (var seed = 0; seed < seeds; seed++)
        {
            using var repetition = new StudyRepetition(package, methods, targets, seed, options, Left, stopping);
            foreach (var (name, picture) in pictures) repetition.Measure(name, picture, log, album, () => report(++done));
        }
    }
}
