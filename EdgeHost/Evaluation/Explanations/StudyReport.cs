using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SegEdge.EdgeHost.Evaluation.Reports;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A study as Markdown: what each method reached, the paired difference of the standard method to each rival, the certificate's honesty,
/// and on which machine. Rivals that are ahead are named first.</summary>
internal static class StudyReport
{
    public static string Write(Measurements measured, string command)
    {
        var text = new StringBuilder();
        text.AppendLine("# Explanation methods compared").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Mean over cases (a question about a picture) with 95 % bootstrap intervals over pictures. `{command}`").AppendLine();
        text.Append(MethodTables.Behind(measured));
        foreach (var model in measured.Models) text.Append(CultureInfo.InvariantCulture, $"## {model}\n\n{MethodTables.All(measured, model)}{MethodTables.RestrictedCurves(measured, model)}");
        if (measured.Models.Count > 1) Part(text, "All models", MethodTables.All(measured, null) + MethodTables.RestrictedCurves(measured, null));
        Part(text, "By question", MethodTables.ByTarget(measured));
        Part(text, "Coalitions made otherwise", MethodTables.Ablation(measured));
        Part(text, "Sanity checks", MethodTables.Sanity(measured));
        Part(text, "Certificate", CertificateSection.Write(measured));
        text.AppendLine("## Made with").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"segedge {SoftwareVersion.Text}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores.");
        return text.ToString();
    }

    private static void Part(StringBuilder text, string title, string part)
    {
        if (part.Length > 0) text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{part}");
    }
}
