using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;
using SegEdge.Explain;
using static System.FormattableString;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A picture under study, its questions and their maps: each is asked or made when it is first needed, and once.</summary>
/// <param name="repetition">Of the study.</param>
/// <param name="picture">Copied.</param>
/// <param name="left">Receives what cannot be asked, and why.</param>
internal sealed class StudyPicture(string name, int repetition, Mat picture, IReadOnlyList<TargetRequest> targets, StudyLane lane, ICollection<string> left) : IDisposable
{
    // Below this many pixels of the output a region is noise.
    private const int LeastArea = 100;

    private readonly Mat _picture = picture.Clone();
    private readonly Dictionary<int, StudyQuestion?> _questions = [];
    private readonly Dictionary<(int Target, string Method), StudyAnswer> _answers = [];
    private bool _undecoded, _shared;

    public string Name => name;

    /// <summary>Of what methods draw at random for this picture: another for every picture, since a bootstrap over pictures is blind to what all of them share, and
    /// the same for its questions, which it draws together, so that they can share passes.</summary>
    public long Seed { get; } = SeedOf(Invariant($"{name}|{repetition}"));

    /// <param name="draw">Names it.</param>
    public static long SeedOf(string draw) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(draw)));

    /// <param name="target">Index into the targets.</param>
    /// <returns>As it was asked for on the command line.</returns>
    public string Asked(int target) => targets[target].ToString();

    /// <param name="target">Index into the targets.</param>
    /// <returns>Null where it cannot be asked.</returns>
    public StudyQuestion? Question(int target)
    {
        if (!_questions.TryGetValue(target, out var question)) _questions[target] = question = Ask(targets[target]);
        return question;
    }

    /// <summary>The map of a method's explainer for a question that can be asked.</summary>
    public StudyAnswer Answer(int target, StudyMethod method)
    {
        Share();
        var key = (target, method.Explainer.Name);
        if (!_answers.TryGetValue(key, out var answer)) _answers[key] = answer = lane.Answer(Question(target)!, method);
        return answer;
    }

    /// <summary>The questions that can be asked and whose class is another, from the next target on and around.</summary>
    public IEnumerable<int> OfAnotherClassThan(int target) =>
        Enumerable.Range(1, targets.Count - 1).Select(k => (target + k) % targets.Count)
            .Where(other => Question(target) is { } one && Question(other) is { } two && two.IsOfAnotherClassThan(one));

    public void Dispose() => _picture.Dispose();

    // What hides cells without regard to the region is run once for all questions; so all are asked before the first map is made.
    private void Share()
    {
        if (_shared) return;
        _shared = true;
        StudyQuestion[] asked = [.. Enumerable.Range(0, targets.Count).Select(Question).OfType<StudyQuestion>()];
        if (asked.Length > 1) lane.Share(asked);
    }

    private StudyQuestion? Ask(TargetRequest request)
    {
        if (_picture.Empty())
        {
            if (!_undecoded) left.Add($"{name}: does not decode as a picture");
            _undecoded = true;
            return null;
        }
        try
        {
            var question = lane.Ask(_picture, request, Seed);
            var area = question.Target.Region.Area;
            if (area < LeastArea) left.Add(Invariant($"{name}, {request}: {area} px, fewer than {LeastArea}"));
            else if (question.Contrast < ExplainOptions.DefaultContrast(question.Target.Output.Kind))
                left.Add(Invariant($"{name}, {request}: no contrast, v(1) - v(0) = {question.Contrast:0.00}"));
            else return question;
        }
        catch (ExplainException e)
        {
            left.Add($"{name}, {request}: {e.Message}");
        }
        return null;
    }
}
