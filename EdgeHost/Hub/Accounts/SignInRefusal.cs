using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Answers to those who may not: never a page to be sent to, since a program asks.</summary>
internal static class SignInRefusal
{
    public static Task NotSignedInAsync(HttpContext context) => Reply.ProblemAsync(context, StatusCodes.Status401Unauthorized, "Sign in first: open the hub's page, or POST /api/sign-in.");

    public static Task MayNotAsync(HttpContext context) => Reply.ProblemAsync(context, StatusCodes.Status403Forbidden, "Your role may not do that. Ask an administrator of this hub.");
}
